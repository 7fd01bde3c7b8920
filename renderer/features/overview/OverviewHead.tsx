import { RefreshCw } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { StateHead } from '../../components/heads/StateHead.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { isFirstRun, sentenceOf } from '../../store/selectors/sentence.ts';
import { PauseButton } from '../start/PauseButton.tsx';

/** The state as a sentence, with Pause or the way to look again. */
export function OverviewHead() {
  const { kind, title, detail } = useApp(sentenceOf);
  const { firstRun, looking } = useApp((state) => ({
    firstRun: isFirstRun(state),
    looking: state.busy.has('refresh-models') || state.busy.has('doctor'),
  }));
  const actions = useActions();
  const lookAgain = (): void => {
    void actions.refreshModels();
    void actions.testPrograms();
  };
  return (
    <StateHead
      kind={kind}
      title={title}
      detail={detail}
      actions={
        firstRun ? (
          <Button icon={RefreshCw} busy={looking} onClick={lookAgain}>
            {looking ? 'Looking' : 'Look again'}
          </Button>
        ) : (
          <PauseButton />
        )
      }
    />
  );
}
