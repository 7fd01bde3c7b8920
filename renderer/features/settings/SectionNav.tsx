import type { SettingSection } from '../../store/selectors/settings.ts';
import text from '../../styles/text.module.css';
import { sectionHref } from './section-place.ts';
import styles from './settings.module.css';

export interface SectionNavProps {
  readonly sections: readonly SettingSection[];
  readonly current: string | null;
  readonly onVisit: (name: string) => void;
}

/** The sections that are shown, with how much of each was changed. */
export function SectionNav({ sections, current, onVisit }: SectionNavProps) {
  return (
    <nav className={styles.sections} aria-label="Sections of the settings">
      {sections.map(({ name, title, changed }) => (
        <a
          key={name}
          href={sectionHref(name)}
          aria-current={name === current ? 'true' : undefined}
          onClick={() => onVisit(name)}
        >
          {title}
          {changed > 0 && (
            <span className={text.muted}>
              {changed}
              <span className={text.srOnly}> changed</span>
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}
