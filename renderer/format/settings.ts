import type { ConfigKey } from '../../core/control/schemas/config.ts';

const spelled: Readonly<Record<string, string>> = {
  api: 'API',
  builtin: 'built-in engine',
  cpu: 'CPU',
  eth: 'ETH',
  gpu: 'GPU',
  id: 'ID',
  ip: 'IP',
  kad: 'Kademlia',
  llm: 'LLM',
  mdns: 'mDNS',
  openai: 'OpenAI',
  rpc: 'RPC',
  tls: 'TLS',
  ttl: 'TTL',
  url: 'URL',
  usd: 'USD',
  vip: 'VIP',
};
/** Units stand beside the field, so they leave the name. */
const unitEnding = /_(ms|secs?|seconds|bytes|mb|gb|mib|gib|eth|percent|minutes|hours|days)$/;

/** A key or section in words: `request_handling.request_timeout_secs` is "Request timeout". */
export function settingName(key: string): string {
  const last = key.slice(key.lastIndexOf('.') + 1);
  const item = /(\w+)\[(\d+)\]/.exec(key);
  if (item !== null) return `${settingName(item[1] ?? '')} ${Number(item[2]) + 1}: ${inWords(last)}`;
  const [, ...inside] = key.split('.');
  const text = inside.length > 1 ? inside.map(inWords).join(': ') : inWords(last);
  return text.startsWith('mDNS') ? text : text.charAt(0).toUpperCase() + text.slice(1);
}

function inWords(last: string): string {
  const words = last.replace(unitEnding, '').split('_');
  return words.map((word) => spelled[word] ?? word).join(' ');
}

/** The unit that stands in the field of a number: `whole seconds, 1 to 300` gives "seconds". Empty when it has no word for it. */
export function fieldUnit({ type, unit }: ConfigKey): string {
  if (type !== 'number' && type !== 'whole-number') return '';
  const word = (/^[^,;(]*/.exec(unit)?.[0] ?? '')
    .replace(/^whole /, '')
    .replace(/^number of /, '')
    .trim();
  return /^(number|decimal|fraction)\b/.test(word) || /\d/.test(word) || word.length > 16 ? '' : word;
}

/** A value as it stands in a text, for example "default 10". */
export function settingValueText(value: ConfigKey['value']): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : value.map(settingValueText).join(', ');
  return typeof value === 'object' ? 'see the file' : String(value);
}

/** A value as it stands in its field; items of a list on lines of their own. */
export function settingFieldText(value: ConfigKey['value']): string {
  if (value === null) return '';
  return Array.isArray(value) ? value.map(String).join('\n') : String(value);
}

/** What was typed, as a value for the file, or a sentence when it is none. */
export function parseSettingField(
  text: string,
  { type, unit }: ConfigKey,
): { readonly value: string | number | string[] | number[] } | { readonly problem: string } {
  const typed = text.trim();
  switch (type) {
    case 'number':
    case 'whole-number': {
      const number = numberOf(typed);
      return number === null ? { problem: `That is not a number. Expected: ${unit}.` } : { value: number };
    }
    case 'texts':
      return { value: linesOf(typed) };
    case 'numbers': {
      const numbers = linesOf(typed).map(numberOf);
      const valid = numbers.filter((number) => number !== null);
      return valid.length === numbers.length
        ? { value: valid }
        : { problem: `Each line is a number. Expected: ${unit}.` };
    }
    default:
      return { value: typed };
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function numberOf(text: string): number | null {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}
