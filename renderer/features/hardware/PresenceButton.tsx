import { Play, Undo2 } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { isAside } from '../../store/selectors/presence.ts';

/** Serves although the owner is there, or follows the rules again. Nothing where neither has a meaning. */
export function PresenceButton({ small = false }: { readonly small?: boolean }) {
  const { presence, busy } = useApp((state) => ({
    presence: state.presence.value,
    busy: state.busy.has('presence'),
  }));
  const actions = useActions();
  if (presence?.state === 'held') {
    return (
      <Button small={small} icon={Undo2} busy={busy} onClick={() => void actions.overridePresence('follow')}>
        Follow the rules
      </Button>
    );
  }
  if (!isAside(presence)) return null;
  return (
    <Button small={small} icon={Play} busy={busy} onClick={() => void actions.overridePresence('serve')}>
      Serve anyway
    </Button>
  );
}
