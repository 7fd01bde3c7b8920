import { RefreshCw, Stethoscope } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { modelsSentence } from '../../store/selectors/models.ts';
import { CataloguePanel } from './CataloguePanel.tsx';
import { ProgramPanels } from './ProgramPanels.tsx';
import { VideoMemoryPanel } from './VideoMemoryPanel.tsx';

/** What the model programs offer, what of it is in memory and served, and what more can be fetched. */
export function ModelsScreen() {
  const { sentence, loaded, error, problem, looking, demo } = useApp((state) => ({
    sentence: modelsSentence(state.status.value, state.models.value),
    loaded: state.models.value !== null && state.status.value !== null,
    error: state.models.error,
    problem: state.modelProblem,
    looking: state.busy.has('refresh-models'),
    demo: state.status.value?.demo ?? false,
  }));
  const actions = useActions();
  return (
    <>
      <ScreenHead
        title="Models"
        sentence={sentence}
        actions={
          <>
            {!demo && (
              <Button icon={Stethoscope} onClick={() => actions.openDoctor(true)}>
                Test model programs
              </Button>
            )}
            <Button icon={RefreshCw} busy={looking} onClick={() => void actions.refreshModels()}>
              {looking ? 'Looking' : 'Look for models'}
            </Button>
          </>
        }
      />
      {problem && (
        <Notice
          kind="warning"
          title={problem.title}
          action={
            <Button kind="quiet" small onClick={() => actions.forgetModelProblem()}>
              Dismiss
            </Button>
          }
        >
          {problem.text}
        </Notice>
      )}
      {loaded && <VideoMemoryPanel />}
      {loaded ? (
        <ProgramPanels />
      ) : (
        <Panel title="Programs">
          {error ? (
            <Empty
              title={error.message}
              text={error.hint}
              action={<Button onClick={() => void actions.reload()}>Try again</Button>}
            />
          ) : (
            <Skeleton label="models" />
          )}
        </Panel>
      )}
      {!demo && <CataloguePanel />}
    </>
  );
}
