import { RefreshCw } from 'lucide-react';
import { useMemo } from 'react';
import type { Model } from '../../../core/control/schemas/models.ts';
import { Button } from '../../components/controls/Button.tsx';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { formatCount, formatPlural } from '../../format/counts.ts';
import { formatDuration } from '../../format/time.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { describeProblem } from '../../store/selectors/problems.ts';
import { programOf } from '../../store/selectors/program.ts';
import { modelColumns } from './columns.tsx';

/** What the model program offers, what of it is served, and for how much. */
export function ModelsScreen() {
  const { models, error, status, unit, looking } = useApp((state) => ({
    models: state.models.value,
    error: state.models.error,
    status: state.status.value,
    unit: state.priceUnit,
    looking: state.busy.has('refresh-models'),
  }));
  const actions = useActions();
  const columns = useMemo(() => modelColumns(unit), [unit]);
  const backend = status?.backend ?? null;
  const name = programOf(status);
  const problem = backend?.state === 'unreachable' ? backend.problem : null;
  const words = problem ? describeProblem(problem, status) : null;
  const lookAgain = (
    <Button icon={RefreshCw} busy={looking} onClick={() => void actions.refreshModels()}>
      {looking ? 'Looking' : 'Look for models'}
    </Button>
  );
  const answers =
    backend?.state === 'connected' && backend.latencyMs !== null
      ? `answers in ${formatDuration(backend.latencyMs)}`
      : backend?.state === 'connected'
        ? 'answers'
        : 'does not answer';
  return (
    <>
      <ScreenHead title="Models" sentence={modelsSentence(models, name)} actions={lookAgain} />
      {words && models !== null && models.length > 0 && (
        <Notice kind="warning" title={words.title}>
          {words.text} The list is the last one it gave.
        </Notice>
      )}
      <Panel
        title={name}
        meta={
          backend === null
            ? ''
            : [backend.version, status?.demo ? '' : backend.baseUrl, answers].filter(Boolean).join(' · ')
        }
      >
        {models === null ? (
          error ? (
            <Empty
              title={error.message}
              text={error.hint}
              action={<Button onClick={() => void actions.reload()}>Try again</Button>}
            />
          ) : (
            <Skeleton label="models" />
          )
        ) : models.length === 0 ? (
          <Empty
            title={words?.title ?? `${name} offers no model`}
            text={
              words?.text ??
              'Download a chat model there and load it. It appears here by itself, and is served at once.'
            }
          />
        ) : (
          <DataTable label="Models" columns={columns} rows={models} rowId={modelId} twoLines live />
        )}
      </Panel>
    </>
  );
}

const modelId = (model: Model): string => `${model.backend} ${model.id}`;

function modelsSentence(models: readonly Model[] | null, name: string): string {
  if (models === null) return `What ${name.replace(/^The /, 'the ')} offers, and what of it is served.`;
  const served = models.filter((model) => model.served).length;
  if (models.length === 0) return 'No model was found, so nothing can be served yet.';
  return `${formatCount(served)} of ${formatPlural(models.length, 'model')} served by ${name.replace(/^The /, 'the ')}.`;
}
