import { RefreshCw, RotateCw } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { hrefOf } from '../../location.ts';
import { useActions, useApp } from '../../store/context.tsx';
import type { Remedy } from '../../store/selectors/problems.ts';

/** Does what helps against a problem. */
export function RemedyButton({ remedy }: { readonly remedy: Remedy }) {
  const actions = useActions();
  const { looking, restarting } = useApp((state) => ({
    looking: state.busy.has('refresh-models'),
    restarting: state.busy.has('restart'),
  }));
  switch (remedy.kind) {
    case 'look-again':
      return (
        <Button kind="primary" icon={RefreshCw} busy={looking} onClick={() => void actions.refreshModels()}>
          {looking ? 'Looking' : 'Look again'}
        </Button>
      );
    case 'restart':
      return (
        <Button kind="primary" icon={RotateCw} busy={restarting} onClick={() => void actions.restartExecutor()}>
          {restarting ? 'Restarting' : 'Restart executor'}
        </Button>
      );
    case 'visit':
      return (
        <Button
          kind="primary"
          onClick={() => {
            window.location.hash = hrefOf(remedy.screen);
          }}
        >
          {remedy.label}
        </Button>
      );
    case 'link':
      return (
        <Button kind="primary" onClick={() => void actions.openLink(remedy.key)}>
          {remedy.label}
        </Button>
      );
  }
}
