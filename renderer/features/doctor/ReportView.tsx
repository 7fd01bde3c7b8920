import { useId } from 'react';
import type { DoctorReport } from '../../../core/control/schemas/doctor.ts';
import { CopyButton } from '../../components/controls/CopyButton.tsx';
import { CheckList } from '../../components/status/CheckList.tsx';
import { Tag } from '../../components/status/Tag.tsx';
import { useActions } from '../../store/context.tsx';
import {
  reportName,
  reportVersion,
  reportWords,
  shortUrl,
  topicNames,
  verdictMarks,
} from '../../store/selectors/doctor.ts';
import text from '../../styles/text.module.css';
import styles from './doctor.module.css';

/** What was found at one address. */
export function ReportView({ report }: { readonly report: DoctorReport }) {
  const headId = useId();
  const actions = useActions();
  const { address, configured, lines } = report;
  const version = reportVersion(report);
  const name = reportName(report);
  const fine = report.verdict === 'good' || report.kind === 'lloom';
  return (
    <section className={styles.report} aria-labelledby={headId}>
      <div className={styles.head}>
        <h3 id={headId}>{name}</h3>
        <span className={text.muted}>{[version, address && shortUrl(address)].filter(Boolean).join(' · ')}</span>
        <span className={styles.tags}>
          {configured && <Tag>in use</Tag>}
          <Tag kind={fine ? 'plain' : 'warning'}>{reportWords(report)}</Tag>
        </span>
      </div>
      <CheckList
        items={lines.map(({ topic, verdict, finding, fix }, index) => ({
          id: `${index} ${topic}`,
          kind: verdictMarks[verdict],
          title: topicNames[topic],
          detail: (
            <>
              {finding}
              {fix && <span className={styles.fix}>{fix}</span>}
            </>
          ),
          action: fix && (
            <CopyButton what={`what to do: ${topicNames[topic]} of ${name}`} onCopy={() => actions.copy(fix)} />
          ),
        }))}
      />
    </section>
  );
}
