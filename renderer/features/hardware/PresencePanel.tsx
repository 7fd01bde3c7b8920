import type { Presence } from '../../../core/control/schemas/presence.ts';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { type CheckItem, CheckList } from '../../components/status/CheckList.tsx';
import { Notice } from '../../components/status/Notice.tsx';
import { useApp } from '../../store/context.tsx';
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
      <CheckList items={presence.signals.map(signalItem)} />
    </Panel>
  );
}

function signalItem({ signal, watched, state, detail }: Presence['signals'][number]): CheckItem {
  const kind = !watched || state === 'not-available' ? 'none' : state === 'active' ? 'info' : 'good';
  const words = watched || state === 'not-available' ? detail : `Not watched. ${detail}`;
  return { id: signal, kind, title: signalNames[signal], detail: words };
}
