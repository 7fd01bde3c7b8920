import type { Model } from '../../../core/control/schemas/models.ts';
import { cx } from '../../components/cx.ts';
import { Mark, type MarkKind } from '../../components/status/Mark.tsx';
import { Progress } from '../../components/status/Progress.tsx';
import { formatPercent } from '../../format/measures.ts';
import { memoryWords } from '../../store/selectors/models.ts';
import text from '../../styles/text.module.css';
import styles from './models.module.css';

const marks: Readonly<Record<Model['state'], MarkKind>> = {
  loaded: 'good',
  loading: 'info',
  unloaded: 'none',
  unloading: 'info',
  failed: 'problem',
  unknown: 'none',
};

/** Whether a model is in memory, how much it holds or needs, how far its loading is, or why it failed. */
export function MemoryCell({ model }: { readonly model: Model }) {
  const { word, bytes } = memoryWords(model);
  const { state, loadProgress, loadProblem } = model;
  return (
    <span className={styles.state}>
      <Mark kind={marks[state]} spoken="" />
      <span>
        <span className={text.noWrap}>{word}</span> <span className={cx(text.muted, text.noWrap)}>{bytes}</span>
        {state === 'loading' && loadProgress !== null && (
          <span className={styles.loading}>
            <Progress
              value={Math.round(loadProgress * 100)}
              max={100}
              label={`${model.id}: ${formatPercent(loadProgress)} loaded`}
            />
            <span className={text.subline}>{formatPercent(loadProgress)}</span>
          </span>
        )}
        {state === 'failed' && loadProblem && (
          <span className={styles.reason} title={loadProblem.hint}>
            {loadProblem.message}
          </span>
        )}
      </span>
    </span>
  );
}
