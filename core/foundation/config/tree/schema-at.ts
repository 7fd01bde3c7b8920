import type { z } from 'zod';
import { rootSchema } from '../sections.ts';
import type { KeyPath } from './key-path.ts';
import { schemaInside } from './shape.ts';

/** The schema of what stands at a path; null where nothing may. */
export function schemaAt(path: KeyPath): z.ZodType | null {
  let schema: z.ZodType | null = rootSchema;
  for (const part of path) schema = schema === null ? null : schemaInside(schema, part);
  return schema;
}
