import type { Presence } from '../../../core/control/schemas/presence.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { type CheckItem, CheckList } from '../../components/status/CheckList.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { hrefOf } from '../../location.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { presenceSentence, releaseWords, signalNames } from '../../store/selectors/presence.ts';
import styles from './hardware.module.css';
import { PresenceButton } from './PresenceButton.tsx';

/** When the executor gives way to its owner, and what each sign of the owner says now. */
export function PresencePanel() {
  const { presence, error } = useApp((state) => ({ presence: state.presence.value, error: state.presence.error }));
  if (presence === null) {
    return (
      <Panel title="You come first">
        {error ? <Empty title={error.message} text={error.hint} /> : <Skeleton label="the rules" />}
      </Panel>
    );
  }
  const watched = presence.signals.filter((signal) => signal.watched);
  const held = presence.release?.verified === 'still-held' ? presence : null;
  return (
    <Panel title="You come first" meta={presence.enabled ? '' : 'switched off'} actions={<PresenceButton small />}>
      <p className={styles.says}>{presenceSentence(presence)}</p>
      {held && (
        <div className={styles.inPanel}>
          <Notice kind="warning" title="The video memory is not free.">
            {releaseWords(held)}.
          </Notice>
        </div>
      )}
      <CheckList items={[...watched.map(signalItem), ...notWatched(presence)]} />
    </Panel>
  );
}

function signalItem({ signal, state, detail }: Presence['signals'][number]): CheckItem {
  const kind = state === 'not-available' ? 'none' : state === 'active' ? 'info' : 'good';
  return { id: signal, kind, title: signalNames[signal], detail };
}

/** Signs that no rule asks for, in one line with the way to ask for them. */
function notWatched({ signals }: Presence): readonly CheckItem[] {
  const names = signals.filter(({ watched }) => !watched).map(({ signal }) => signalNames[signal]);
  return names.length === 0
    ? []
    : [
        {
          id: 'not-watched',
          kind: 'none',
          title: 'Not watched',
          detail: names.join(', '),
          action: <RulesButton />,
        },
      ];
}

function RulesButton() {
  const actions = useActions();
  const change = (): void => {
    actions.findSetting('presence.');
    window.location.hash = hrefOf('settings');
  };
  return (
    <Button kind="quiet" small aria-label="Change what is watched" onClick={change}>
      Change
    </Button>
  );
}
