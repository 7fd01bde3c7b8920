import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ConfigView } from '../../../core/control/schemas/config.ts';
import { SearchField } from '../../components/controls/SearchField.tsx';
import { Segmented } from '../../components/controls/Segmented.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { formatCount } from '../../format/counts.ts';
import { queryOf } from '../../location.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { sectionsOf, settingCounts } from '../../store/selectors/settings.ts';
import text from '../../styles/text.module.css';
import { NothingFound } from './NothingFound.tsx';
import { SectionNav } from './SectionNav.tsx';
import { SettingRow } from './SettingRow.tsx';
import { sectionId, showSection, useSectionInView } from './section-place.ts';
import styles from './settings.module.css';

/** The search, the sections, and their settings. */
export function SettingsList({ view }: { readonly view: ConfigView }) {
  const { search, show, wanted, mac } = useApp((state) => ({
    search: state.settingSearch,
    show: state.settingShow,
    wanted: queryOf(state.location).get('section'),
    mac: state.shell?.platform === 'darwin',
  }));
  const actions = useActions();
  const searched = useDeferredValue(search);
  const sections = useMemo(() => sectionsOf(view, searched, show), [view, searched, show]);
  const names = useMemo(() => sections.map(({ name }) => name), [sections]);
  const inView = useSectionInView(names);
  const [visited, setVisited] = useState<string | null>(null);
  const counts = settingCounts(view);

  useEffect(() => {
    if (wanted === null) return;
    // After the window has gone to the top of the new screen.
    const frame = requestAnimationFrame(() => showSection(wanted));
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
  const visit = (name: string): void => {
    setVisited(name);
    showSection(name);
  };

  return (
    <>
      <div className={styles.toolbar}>
        <SearchField
          label="Search settings"
          placeholder={`Search ${formatCount(counts.all)} settings by name, key or text`}
          value={search}
          onChange={actions.searchSettings}
        />
        <Segmented
          label="Show"
          value={show}
          options={[
            { value: 'all', label: 'All' },
            { value: 'changed', label: `Changed ${formatCount(counts.changed)}` },
            { value: 'restart', label: `Needs restart ${formatCount(counts.restart)}` },
          ]}
          onChange={actions.showSettings}
        />
        <span className={styles.hint}>
          Search <kbd>{mac ? '⌘' : 'Ctrl'}</kbd> <kbd>F</kbd>
        </span>
      </div>
      {sections.length === 0 ? (
        <NothingFound view={view} search={searched} show={show} />
      ) : (
        <div className={styles.settings} onPointerMove={() => visited !== null && setVisited(null)}>
          <SectionNav sections={sections} current={visited ?? inView} onVisit={visit} />
          <div className={text.stack}>
            {sections.map(({ name, title, about, keys }) => (
              <Panel key={name} id={sectionId(name)} title={title} meta={about}>
                {keys.map((setting) => (
                  <SettingRow key={setting.key} setting={setting} file={view.file} />
                ))}
              </Panel>
            ))}
          </div>
        </div>
      )}
    </>
  );
}
