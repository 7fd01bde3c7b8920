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
    looking: state.busy.has('refresh-models'),
  }));
  const actions = useActions();
  return (
    <StateHead
      kind={kind}
      title={title}
      detail={detail}
      actions={
        firstRun ? (
          <Button icon={RefreshCw} busy={looking} onClick={() => void actions.refreshModels()}>
            {looking ? 'Looking' : 'Look again'}
          </Button>
        ) : (
          <PauseButton />
        )
      }
    />
  );
}
