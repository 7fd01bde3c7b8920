import { RefreshCw, Square } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { CopyButton } from '../../components/controls/CopyButton.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Dialog } from '../../components/overlays/Dialog.tsx';
import overlay from '../../components/overlays/overlays.module.css';
import { Age } from '../../components/Time.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { isAbsent, reportsText } from '../../store/selectors/doctor.ts';
import { AbsentPrograms } from './AbsentPrograms.tsx';
import styles from './doctor.module.css';
import { ReportView } from './ReportView.tsx';

/** What the test of every model program found, line by line, each with its exact fix. */
export function DoctorDialog() {
  const { open, doctor, busy } = useApp((state) => ({
    open: state.doctorOpen,
    doctor: state.doctor,
    busy: state.busy.has('doctor'),
  }));
  const actions = useActions();
  const { value: reports, error, receivedAtMs } = doctor;
  const present = reports?.filter((report) => !isAbsent(report)) ?? [];
  const absent = reports?.filter(isAbsent) ?? [];
  return (
    <Dialog
      open={open}
      wide
      title="Test of your model programs"
      description={
        busy
          ? 'Asking every program on the usual ports and the configured ones, with tiny answers. Up to a minute.'
          : 'Every program on the usual ports of this PC and every configured one, asked with tiny answers.'
      }
      onClose={() => actions.openDoctor(false)}
    >
      {error && !busy && <Empty title={error.message} text={error.hint} />}
      {reports === null && busy && <Skeleton label="the test" />}
      {reports !== null && (
        <div className={styles.reports} aria-busy={busy}>
          {present.length === 0 && !busy && (
            <Empty
              title="No model program was found"
              text="Start one of those below, or let the built-in engine run a model."
            />
          )}
          {present.map((report) => (
            <ReportView key={report.address} report={report} />
          ))}
          <AbsentPrograms reports={absent} />
        </div>
      )}
      <div className={overlay.dialogActions}>
        {receivedAtMs !== null && (
          <span className={styles.age}>
            tested <Age atMs={receivedAtMs} />
          </span>
        )}
        {reports !== null && reports.length > 0 && (
          <CopyButton what="the whole report" onCopy={() => actions.copy(reportsText(reports))} />
        )}
        {busy ? (
          <Button icon={Square} onClick={() => void actions.stopTest()}>
            Stop the test
          </Button>
        ) : (
          <Button icon={RefreshCw} onClick={() => void actions.testPrograms()}>
            {reports === null ? 'Test' : 'Test again'}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
