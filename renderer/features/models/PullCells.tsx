import { Download, RotateCw } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { Mark } from '../../components/status/Mark.tsx';
import { Progress } from '../../components/status/Progress.tsx';
import { formatBytes } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { type CatalogueRow, isPulling, pullWords } from '../../store/selectors/models.ts';
import text from '../../styles/text.module.css';
import styles from './models.module.css';

/** How far the download of a model is. */
export function PullState({ row: { model, pull } }: { readonly row: CatalogueRow }) {
  if (isPulling(pull)) {
    const words = pullWords(pull);
    return (
      <span className={styles.loading}>
        <Progress
          value={pull.receivedBytes}
          max={pull.totalBytes ?? model.sizeBytes}
          label={`Download of ${model.title}: ${words}`}
        />
        <span className={text.subline}>{words}</span>
      </span>
    );
  }
  if (model.installed || pull?.state === 'done') {
    return (
      <span className={styles.state}>
        <Mark kind="good" spoken="" />
        On this PC
      </span>
    );
  }
  if (pull?.state === 'failed') {
    return (
      <span className={styles.state}>
        <Mark kind="problem" spoken="" />
        <span>
          Not downloaded
          <span className={styles.reason} title={pull.problem?.hint}>
            {pull.problem?.message ?? 'no reason told'}
          </span>
        </span>
      </span>
    );
  }
  if (pull?.state === 'cancelled') {
    return <span className={text.muted}>stopped, {formatBytes(pull.receivedBytes)} kept</span>;
  }
  return <span className={text.muted}>not downloaded</span>;
}

/** Downloads, stops or tries again. */
export function PullAct({ row: { model, pull }, tabIndex }: { readonly row: CatalogueRow; readonly tabIndex: 0 | -1 }) {
  const busy = useApp((state) => state.busy.has(`pull ${model.id}`));
  const actions = useActions();
  if (isPulling(pull)) {
    return (
      <Button
        small
        busy={busy}
        tabIndex={tabIndex}
        aria-label={`Stop the download of ${model.title}`}
        onClick={() => void actions.cancelPull(model.id)}
      >
        Stop
      </Button>
    );
  }
  if (model.installed || pull?.state === 'done') return null;
  const again = pull?.state === 'failed' || pull?.state === 'cancelled';
  return (
    <Button
      small
      icon={again ? RotateCw : Download}
      busy={busy}
      tabIndex={tabIndex}
      aria-label={`${again ? 'Go on with the download of' : 'Download'} ${model.title}`}
      onClick={() => void actions.pullModel(model.id)}
    >
      {again ? 'Go on' : 'Download'}
    </Button>
  );
}
