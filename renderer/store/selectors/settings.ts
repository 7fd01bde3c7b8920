import type { ConfigKey, ConfigView } from '../../../core/control/schemas/config.ts';
import { nearestNames } from '../../../core/foundation/did-you-mean.ts';
import { settingName } from '../../format/settings.ts';
import type { SettingShow } from '../slices/settings.ts';

/** The settings of one section that are shown. */
export interface SettingSection {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly keys: readonly ConfigKey[];
  /** How many of all its settings differ from their default. */
  readonly changed: number;
}

/** True when the setting has another value than without being set. */
export function isChanged({ source, secret, isSet, value, defaultValue }: ConfigKey): boolean {
  if (source === 'default') return false;
  return secret ? isSet : JSON.stringify(value) !== JSON.stringify(defaultValue);
}

/** True for what has several parts of its own. */
export const isFileOnly = ({ type }: ConfigKey): boolean => type === 'tables' || type === 'free' || type === 'any';

/** Why a setting cannot be changed here; null when it can. */
export function lockOf(setting: ConfigKey, file: string | null): string | null {
  if (setting.owner === 'later') return 'It is read and does nothing yet.';
  if (file === null) return 'This executor has no configuration file.';
  switch (setting.source) {
    case 'environment':
      return `The environment variable ${setting.variable ?? ''} sets it, which goes before the file. Take it away to change the setting here.`;
    case 'option':
      return 'An option of the command that started the executor sets it, which goes before the file.';
    default:
      return isFileOnly(setting) ? 'It has several parts: change it in the file.' : null;
  }
}

const shows: Readonly<Record<SettingShow, (setting: ConfigKey) => boolean>> = {
  all: () => true,
  changed: isChanged,
  restart: ({ needsRestart }) => needsRestart,
};

/** The sections with what the search and the choice leave of them; sections without any are left out. */
export function sectionsOf(view: ConfigView, search: string, show: SettingShow): readonly SettingSection[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return view.sections
    .map(({ name, about }) => {
      const keys = view.keys.filter((setting) => setting.section === name);
      const title = settingName(name);
      return {
        name,
        title,
        about,
        keys: keys.filter((setting) => shows[show](setting) && matches(setting, title, words)),
        changed: keys.filter(isChanged).length,
      };
    })
    .filter(({ keys }) => keys.length > 0);
}

function matches({ key, description, unit }: ConfigKey, section: string, words: readonly string[]): boolean {
  const text = `${key} ${settingName(key)} ${section} ${description} ${unit}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** Keys that a search without a hit may have meant. */
export const nearestKeys = ({ keys }: ConfigView, search: string): readonly string[] =>
  nearestNames(
    search,
    keys.map(({ key }) => key),
    3,
  );

/** How many settings there are, differ from their default, and wait for a restart. */
export const settingCounts = ({ keys, needsRestart }: ConfigView) => ({
  all: keys.length,
  changed: keys.filter(isChanged).length,
  restart: needsRestart.length,
});
