import { Pause, Play } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { SplitButton } from '../../components/controls/SplitButton.tsx';
import { formatPlural } from '../../format/counts.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { isAside } from '../../store/selectors/presence.ts';

/** Pause with its variants, or the way back. Nothing where there is nothing to pause. */
export function PauseButton() {
  const { state, running, pausing, resuming, menuOpen, aside, overriding } = useApp((app) => ({
    state: app.shell?.host.state === 'running' ? app.status.value?.state : undefined,
    running: app.status.value?.requests.running ?? 0,
    pausing: app.busy.has('pause'),
    resuming: app.busy.has('resume'),
    menuOpen: app.pauseMenuOpen,
    aside: isAside(app.presence.value),
    overriding: app.busy.has('presence'),
  }));
  const actions = useActions();
  const stopNow = {
    id: 'now',
    label: 'Stop now',
    note: running > 0 ? `drops ${formatPlural(running, 'answer')}` : 'nothing is running',
    onSelect: () => void actions.pause('now'),
  };
  if (aside && (state === 'paused' || state === 'draining')) {
    return (
      <SplitButton
        label="Serve anyway"
        icon={Play}
        busy={overriding}
        onClick={() => void actions.overridePresence('serve')}
        menuLabel="More ways to resume"
        open={menuOpen}
        onOpenChange={actions.openPauseMenu}
        items={[
          {
            id: 'stay',
            label: 'Stay paused until I resume',
            note: 'also when that has ended',
            onSelect: () => void actions.pause('finish'),
          },
        ]}
      />
    );
  }
  switch (state) {
    case 'serving':
    case 'attention':
      return (
        <SplitButton
          label="Pause"
          icon={Pause}
          busy={pausing}
          onClick={() => void actions.pause('finish')}
          menuLabel="More ways to pause"
          open={menuOpen}
          onOpenChange={actions.openPauseMenu}
          items={[
            {
              id: 'finish',
              label: 'Pause after current answers',
              note: running > 0 ? `${running} running` : '',
              onSelect: () => void actions.pause('finish'),
            },
            stopNow,
          ]}
        />
      );
    case 'draining':
      return (
        <SplitButton
          label="Resume"
          icon={Play}
          busy={resuming}
          onClick={() => void actions.resume()}
          menuLabel="More ways to pause"
          open={menuOpen}
          onOpenChange={actions.openPauseMenu}
          items={[stopNow]}
        />
      );
    case 'paused':
      return (
        <Button icon={Play} busy={resuming} onClick={() => void actions.resume()}>
          Resume
        </Button>
      );
    default:
      return null;
  }
}
