import type { z } from 'zod';
import type { ConfigProblem } from '../problems.ts';
import { rootSchema } from '../sections.ts';
import type { KeyPath } from '../tree/key-path.ts';
import { schemaAt } from '../tree/schema-at.ts';
import { schemaInside, shapeOf } from '../tree/shape.ts';
import { unknownName } from '../tree/unknown-name.ts';

/** Begins the systematic form: `LLOOM_EXECUTOR__CACHE__REDIS__URL` is `cache.redis.url`. */
export const systematicPrefix = 'LLOOM_EXECUTOR__';

/** The path that a name of the systematic form stands for; `MODELS__0__NAME` is `models[0].name`. */
export function systematicPath(name: string): KeyPath {
  let schema: z.ZodType | null = rootSchema;
  return name
    .slice(systematicPrefix.length)
    .toLowerCase()
    .split('__')
    .map((text) => {
      const isIndex: boolean = schema !== null && shapeOf(schema).kind === 'list' && /^\d{1,4}$/.test(text);
      const part = isIndex ? Number(text) : text;
      schema = schema === null ? null : schemaInside(schema, part);
      return part;
    });
}

/** What to say of a systematic name that there is not: the right one, where one is near. */
export function unknownVariable(path: KeyPath): Omit<ConfigProblem, 'source' | 'line'> {
  const found = unknownName(path);
  const near = /^Did you mean "(.*)"\?$/.exec(found.hint ?? '')?.[1];
  if (near === undefined) return found;
  const at = path.findIndex((_, index) => schemaAt(path.slice(0, index + 1)) === null);
  const corrected = path.map((part, index) => (index === at ? near : part));
  return { ...found, hint: `Did you mean ${systematicPrefix}${corrected.join('__').toUpperCase()}?` };
}
