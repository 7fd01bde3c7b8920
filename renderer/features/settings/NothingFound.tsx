import type { ConfigView } from '../../../core/control/schemas/config.ts';
import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { useActions } from '../../store/context.tsx';
import { nearestKeys } from '../../store/selectors/settings.ts';
import type { SettingShow } from '../../store/slices/settings.ts';
import styles from './settings.module.css';

export interface NothingFoundProps {
  readonly view: ConfigView;
  readonly search: string;
  readonly show: SettingShow;
}

/** No setting is left by the search or the choice; with the keys that may have been meant. */
export function NothingFound({ view, search, show }: NothingFoundProps) {
  const actions = useActions();
  const typed = search.trim();
  const nearest = typed === '' ? [] : nearestKeys(view, typed);
  const none = show === 'changed' ? 'Every setting has its default' : 'Nothing waits for a restart';
  return (
    <Panel title="Settings found">
      <Empty
        title={typed === '' ? none : `No setting matches “${typed}”`}
        text={nearest.length > 0 ? 'Nearest keys:' : 'Search by name, key or a word of the description.'}
        action={
          <span className={styles.nearest}>
            {nearest.map((key) => (
              <Button key={key} small onClick={() => actions.findSetting(key)}>
                {key}
              </Button>
            ))}
            <Button kind="quiet" small onClick={() => actions.findSetting('')}>
              Show all settings
            </Button>
          </span>
        }
      />
    </Panel>
  );
}
