import type { ConfigKey, ConfigValue } from '../../core/control/index.ts';
import { nextLine, visibleText } from './visible-text.ts';

/** What a person is asked before a setting that opens a door is changed. */
export interface DoorQuestion {
  readonly title: string;
  readonly message: string;
  /** What it is now, what it shall be, and what the setting does. */
  readonly detail: string;
}

/** Items of a list that are shown one by one. */
const shownItems = 6;
/** More would push the buttons off a small screen. */
const shownCharacters = 480;

/** Writes the question. Values come from the window or from a file, so they stand as {@link visibleText}. */
export function doorQuestion(setting: ConfigKey, next: ConfigValue): DoorQuestion {
  const after = next === null ? withoutValue(setting) : setting.secret ? secretAfter(setting) : valueText(next);
  return {
    title: 'Change a setting',
    message: `Change ${setting.key}?`,
    detail: [
      `Now: ${valueNow(setting)}`,
      `New: ${after}`,
      '',
      setting.description,
      'It decides what this PC runs, reads, opens or connects to. Choose Cancel unless you have just changed it yourself.',
    ].join('\n'),
  };
}

function valueNow({ secret, isSet, value }: ConfigKey): string {
  if (!isSet) return 'not set';
  return secret ? 'set (not shown)' : valueText(value);
}

const secretAfter = ({ isSet }: ConfigKey): string => (isSet ? 'set to another value (not shown)' : 'set (not shown)');

function withoutValue({ secret, defaultValue }: ConfigKey): string {
  return secret || defaultValue === null ? 'not set' : `the default, ${valueText(defaultValue)}`;
}

function valueText(value: ConfigKey['value'], limit = shownCharacters): string {
  if (typeof value === 'string') return visibleText(value, limit);
  if (!Array.isArray(value)) return value === null ? 'not set' : visibleText(JSON.stringify(value), limit).slice(1, -1);
  if (value.length === 0) return 'an empty list';
  const rest = value.length - shownItems;
  const items = value.slice(0, shownItems).map((item) => valueText(item, limit / Math.min(shownItems, value.length)));
  return [...items, ...(rest > 0 ? [`and ${rest} more that are not shown here`] : [])].join(`,${nextLine}`);
}
