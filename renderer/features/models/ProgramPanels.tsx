import { useMemo, useState } from 'react';
import type { Model } from '../../../core/control/schemas/models.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { Remaining } from '../../components/Time.tsx';
import { formatPlural } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { type ProgramGroup, programGroups } from '../../store/selectors/models.ts';
import { describeProblem } from '../../store/selectors/problems.ts';
import { BenchmarkDialog } from './BenchmarkDialog.tsx';
import { modelColumns } from './columns.tsx';
import styles from './models.module.css';

const modelId = (model: Model): string => `${model.backend} ${model.id}`;

/** One panel a model program: how it is, and its models. */
export function ProgramPanels() {
  const { status, models } = useApp((state) => ({ status: state.status.value, models: state.models.value }));
  const [measured, setMeasured] = useState<string | null>(null);
  const groups = useMemo(() => (status && models ? programGroups(status, models) : []), [status, models]);
  return (
    <>
      {groups.map((group) => (
        <ProgramPanel key={group.backend.name} group={group} onMeasure={setMeasured} />
      ))}
      <BenchmarkDialog model={measured} onClose={() => setMeasured(null)} />
    </>
  );
}

interface ProgramPanelProps {
  readonly group: ProgramGroup;
  readonly onMeasure: (model: string) => void;
}

function ProgramPanel({ group, onMeasure }: ProgramPanelProps) {
  const { unit, status, busy } = useApp((state) => ({
    unit: state.priceUnit,
    status: state.status.value,
    busy: state.busy,
  }));
  const actions = useActions();
  const { backend, name, facts, models } = group;
  const columns = useMemo(
    () => modelColumns({ unit, backend, busy, actions, onMeasure }),
    [unit, backend, busy, actions, onMeasure],
  );
  const lost = backend.state === 'unreachable' ? backend : null;
  // The words of a problem name the program of [llm_client], so they are asked with this one in its place.
  const words = lost?.problem && status ? describeProblem(lost.problem, { ...status, backend }) : null;
  return (
    <Panel title={name} meta={facts}>
      {lost && models.length > 0 && (
        <div className={styles.inPanel}>
          <Notice kind="warning" title={words?.title ?? `${name} does not answer.`}>
            {words?.text} {lost.failures > 0 && `${formatPlural(lost.failures, 'try', 'tries')} so far. `}
            {lost.nextTryAtMs !== null && (
              <>
                Next try in <Remaining untilMs={lost.nextTryAtMs} />.{' '}
              </>
            )}
            The list is the last one it gave.
          </Notice>
        </div>
      )}
      {models.length === 0 ? (
        <Empty
          title={words?.title ?? (backend.kind === 'builtin' ? 'No model is there yet' : `${name} offers no model`)}
          text={
            words?.text ??
            (backend.kind === 'builtin'
              ? 'Download one below. It is served as soon as it has arrived.'
              : 'Download a chat model there and load it. It appears here by itself, and is served at once.')
          }
        />
      ) : (
        <DataTable label={`Models of ${name}`} columns={columns} rows={models} rowId={modelId} twoLines live fixed />
      )}
    </Panel>
  );
}
