import type { DoctorReport } from '../../../core/control/schemas/doctor.ts';
import { Button } from '../../components/controls/Button.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { reportName, reportVersion, reportWords, shortUrl } from '../../store/selectors/doctor.ts';
import { Lead } from './Lead.tsx';

/** A program runs on this PC that is not the configured one. */
export function FoundLead({ report }: { readonly report: DoctorReport }) {
  const busy = useApp((state) => state.busy.has('use-program'));
  const actions = useActions();
  const { address, kind } = report;
  const version = reportVersion(report);
  const name = reportName(report);
  const words = reportWords(report);
  return (
    <Lead
      title={`Use ${name}`}
      text={`${version ? `Version ${version} answers` : 'It answers'} at ${shortUrl(address)}${words === 'all good' ? '' : ` (${words})`}. Requests of the network are passed to it; you can use several programs, and change this later.`}
      action={
        <Button kind="primary" busy={busy} onClick={() => void actions.chooseProgram(kind)}>
          {busy ? 'Starting with it' : `Use ${name}`}
        </Button>
      }
      note="asks you once, then starts anew"
    />
  );
}
