import type { ErrorDetails, JsonValue } from '../../core/foundation/errors/index.ts';

/** One thing that is known about an error. */
export interface Fact {
  readonly name: string;
  readonly text: string;
}

/**
 * The details of an error, one line a fact. Problems of the configuration are named by their file and line.
 * A `hint` among them is left out: it stands where the error's own hint would.
 */
export function factsOf(details: ErrorDetails): readonly Fact[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (value === null || value === '' || name === 'hint') return [];
    const items = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
    return items.map((item) => factOf(name, item));
  });
}

function factOf(name: string, item: JsonValue): Fact {
  if (!isRecord(item)) return { name: words(name), text: typeof item === 'string' ? item : JSON.stringify(item) };
  const { source, line, key, field, problem, expected, hint } = item;
  if (typeof problem !== 'string') return { name: words(name), text: JSON.stringify(item) };
  if (typeof field === 'string') return { name: field, text: problem };
  if (typeof source !== 'string') return { name: words(name), text: problem };
  const place = source.split(/[/\\]/).at(-1) ?? source;
  const sentences = [
    `${typeof key === 'string' && key !== '' ? key : 'The file'} ${problem}${problem.endsWith('?') ? '' : '.'}`,
    ...(typeof expected === 'string' ? [`Expected: ${expected}.`] : []),
    ...(typeof hint === 'string' ? [hint] : []),
  ];
  return { name: typeof line === 'number' ? `${place}, line ${line}` : place, text: sentences.join(' ') };
}

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `dataFolder` as `data folder`. */
function words(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
}
