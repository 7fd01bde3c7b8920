import { z } from 'zod';

/** What kind of value a schema wants, without what it does when the value is left out. */
export type SettingShape =
  | { readonly kind: 'table'; readonly keys: Readonly<Record<string, z.ZodType>> }
  /** A list of tables. */
  | { readonly kind: 'list'; readonly item: z.ZodType }
  /** A table whose keys are free. */
  | { readonly kind: 'free'; readonly value: z.ZodType }
  | { readonly kind: 'value'; readonly type: ValueType; readonly choices: readonly string[] | null };

/** Types of a value, for those who read or show one. `any` is anything that TOML can write. */
export type ValueType = 'text' | 'choice' | 'number' | 'whole-number' | 'boolean' | 'texts' | 'numbers' | 'any';

/** The shape behind defaults and wrappers of a schema. */
export function shapeOf(schema: z.ZodType): SettingShape {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) return { kind: 'table', keys: inner.shape as Record<string, z.ZodType> };
  if (inner instanceof z.ZodArray) {
    const item = unwrap(inner.element as z.ZodType);
    if (item instanceof z.ZodObject) return { kind: 'list', item };
    const type = valueType(item);
    return value(type === 'number' || type === 'whole-number' ? 'numbers' : 'texts');
  }
  if (inner instanceof z.ZodRecord) {
    const inside = inner.valueType as z.ZodType;
    return inside instanceof z.ZodUnknown ? value('any') : { kind: 'free', value: inside };
  }
  if (inner instanceof z.ZodEnum) return value('choice', inner.options.map(String));
  return value(valueType(inner));
}

/** The schema of what stands at one step inside a value of `schema`; null where nothing may. */
export function schemaInside(schema: z.ZodType, step: string | number): z.ZodType | null {
  const shape = shapeOf(schema);
  if (shape.kind === 'table') return Object.hasOwn(shape.keys, step) ? (shape.keys[step] ?? null) : null;
  if (shape.kind === 'list') return typeof step === 'number' ? shape.item : null;
  return shape.kind === 'free' ? shape.value : null;
}

const value = (type: ValueType, choices: readonly string[] | null = null): SettingShape => ({
  kind: 'value',
  type,
  choices,
});

function valueType(schema: z.ZodType): ValueType {
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodNumberFormat) return 'whole-number';
  return schema instanceof z.ZodNumber ? 'number' : 'any';
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodReadonly ||
    inner instanceof z.ZodPipe
  )
    inner = (inner instanceof z.ZodPipe ? inner.in : inner.unwrap()) as z.ZodType;
  return inner;
}
