import type { ConfigView } from '../../../core/control/schemas/config.ts';
import { Notice } from '../../components/status/Notice.tsx';
import { problemLines } from '../../store/selectors/setting-problem.ts';
import styles from './settings.module.css';

/** What is wrong with the file as it is now, line by line, and what it leaves out. */
export function FileProblem({ view }: { readonly view: ConfigView }) {
  const { problem, warnings, file } = view;
  return (
    <>
      {file === null && (
        <Notice title="Nothing can be changed here.">
          This executor was started without a configuration file. What it runs with is shown below.
        </Notice>
      )}
      {problem !== null && (
        <Notice kind="warning" title={problem.message}>
          {problem.hint}
          <span className={styles.lines}>
            {problemLines(problem.details).map((line) => (
              <span key={line}>{line}</span>
            ))}
          </span>
        </Notice>
      )}
      {warnings.length > 0 && (
        <Notice kind="warning" title="The configuration leaves something out.">
          <span className={styles.lines}>
            {warnings.map((warning) => (
              <span key={warning}>{warning}</span>
            ))}
          </span>
        </Notice>
      )}
    </>
  );
}
