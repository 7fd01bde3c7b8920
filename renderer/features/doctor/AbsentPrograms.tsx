import type { DoctorReport } from '../../../core/control/schemas/doctor.ts';
import { CheckList } from '../../components/status/CheckList.tsx';
import { firstFinding, reportName, shortUrl } from '../../store/selectors/doctor.ts';
import styles from './doctor.module.css';

/** Where nobody answers and nobody has to: one line each. */
export function AbsentPrograms({ reports }: { readonly reports: readonly DoctorReport[] }) {
  if (reports.length === 0) return null;
  return (
    <section className={styles.report} aria-label="Not found">
      <div className={styles.head}>
        <h3>Not found</h3>
      </div>
      <CheckList
        items={reports.map((report) => {
          const line = firstFinding(report);
          return {
            id: report.address,
            kind: 'none',
            title: reportName(report),
            detail: (
              <>
                {shortUrl(report.address)}: {line?.finding ?? 'No answer.'}
                {line?.fix && <span className={styles.fix}>{line.fix}</span>}
              </>
            ),
          };
        })}
      />
    </section>
  );
}
