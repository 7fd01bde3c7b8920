import { type ConfigProblem, formatConfigProblem } from '../../foundation/config/index.ts';
import type { ErrorDetails, ErrorObject, JsonValue } from '../../foundation/errors/index.ts';
import { plainText } from './format.ts';

/**
 * An error as the command line tells it: what is so, the facts of this case, what to do.
 *
 * @returns Lines without a newline at the end.
 */
export function describeProblem(error: Pick<ErrorObject, 'code' | 'message' | 'hint' | 'details'>): string {
  const facts = describeDetails(error.details).map((line) => `  ${plainText(line)}`);
  const { hint } = error.details;
  return [`error: ${error.message}`, ...facts, `hint: ${typeof hint === 'string' ? plainText(hint) : error.hint}`].join(
    '\n',
  );
}

function describeDetails(details: ErrorDetails): readonly string[] {
  return Object.entries(details).flatMap(([name, value]) => {
    if (value === null || value === '' || name === 'hint') return [];
    if (name === 'problem' && typeof value === 'string') return [value];
    if (Array.isArray(value)) return value.flatMap((item: JsonValue) => describeItem(name, item));
    return [`${words(name)}: ${asText(value)}`];
  });
}

function describeItem(listName: string, item: JsonValue): readonly string[] {
  if (isConfigProblem(item)) return [formatConfigProblem(item)];
  if (isRecord(item) && typeof item.field === 'string' && typeof item.problem === 'string')
    return [`${item.field}: ${item.problem}`];
  return [`${words(listName)}: ${asText(item)}`];
}

function isConfigProblem(item: JsonValue): item is ConfigProblem {
  return isRecord(item) && typeof item.source === 'string' && typeof item.key === 'string' && 'line' in item;
}

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `dataFolder` as `data folder`. */
function words(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
}
