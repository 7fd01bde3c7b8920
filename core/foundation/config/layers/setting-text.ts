import { parse } from 'smol-toml';
import type { z } from 'zod';
import { shapeOf } from '../tree/shape.ts';

/**
 * A text of the environment or of a command line as a value of the kind that a key wants. Lists are separated by
 * commas, or written as TOML has them, as tables are. What cannot be read stays text, so that the check names it.
 */
export function readSettingText(text: string, schema: z.ZodType): unknown {
  const shape = shapeOf(schema);
  if (shape.kind !== 'value') return tomlValue(text);
  switch (shape.type) {
    case 'number':
    case 'whole-number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
    case 'boolean':
      return booleanOf(text);
    case 'texts':
      return text.trim().startsWith('[') ? tomlValue(text) : splitList(text);
    case 'numbers':
      return text.trim().startsWith('[') ? tomlValue(text) : splitList(text).map((item) => Number(item));
    case 'any':
      return tomlValue(text);
    default:
      return text;
  }
}

const booleanOf = (text: string) => ({ true: true, false: false })[text.toLowerCase()] ?? text;

const splitList = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

function tomlValue(text: string): unknown {
  try {
    return parse(`x = ${text.replace(/[\r\n]/g, ' ')}`).x;
  } catch {
    return text;
  }
}
