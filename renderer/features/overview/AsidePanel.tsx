import type { Presence } from '../../../core/control/schemas/presence.ts';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { Age } from '../../components/Time.tsx';
import { formatClock, formatMoment } from '../../format/time.ts';
import { useApp } from '../../store/context.tsx';
import text from '../../styles/text.module.css';
import styles from './overview.module.css';

/** What the executor did when the owner needed the PC, step by step. */
export function AsidePanel() {
  const presence = useApp((state) => state.presence.value);
  if (presence === null) return null;
  const { steps, cause } = presence;
  const sinceMs = cause?.sinceMs ?? steps[0]?.atMs ?? null;
  return (
    <Panel
      title="What happened"
      meta={
        sinceMs !== null && (
          <>
            {formatClock(sinceMs)}, <Age atMs={sinceMs} />
          </>
        )
      }
    >
      {steps.length === 0 ? (
        <Empty title="Nothing to tell" text="Steps of a pause stand here with their times." />
      ) : (
        <table className={styles.steps}>
          <caption className={text.srOnly}>Steps of the pause</caption>
          <tbody>
            {steps.map((step) => (
              <Step key={`${step.atMs} ${step.title}`} step={step} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Step({ step }: { readonly step: Presence['steps'][number] }) {
  return (
    <tr>
      <td className={text.mono}>{formatMoment(step.atMs, Date.now())}</td>
      <td>
        <Mark kind={step.verdict} />
      </td>
      <th scope="row">{step.title}</th>
      <td className={text.soft}>{step.detail}</td>
    </tr>
  );
}
