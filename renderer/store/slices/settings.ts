import type { ConfigView } from '../../../core/control/schemas/config.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** Which settings are shown. */
export const settingShows = ['all', 'changed', 'restart'] as const;
export type SettingShow = (typeof settingShows)[number];

/** Why a setting was not saved; stands beside its field until it is edited again. */
export interface SettingProblem {
  /** `info`: nothing is wrong, the person said no. */
  readonly kind: 'problem' | 'info';
  readonly text: string;
}

/** The keys of the configuration, and what is being done with them. */
export interface SettingsSlice {
  readonly config: Loadable<ConfigView>;
  readonly settingSearch: string;
  readonly settingShow: SettingShow;
  /** Keys whose change is under way. */
  readonly savingSettings: ReadonlySet<string>;
  readonly settingProblems: Readonly<Record<string, SettingProblem>>;
}

export const initialSettings: SettingsSlice = {
  config: unknown,
  settingSearch: '',
  settingShow: 'all',
  savingSettings: new Set(),
  settingProblems: {},
};
