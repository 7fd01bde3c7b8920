import type { Schema, Source } from './format.ts';

/** A value or null; may be absent. */
export function option<Value>(inner: Schema<Value>): Schema<Value | null> {
  return {
    mayBeAbsent: true,
    read: (source) => (source.none() ? null : inner.read(source)),
    write: (sink, value) => (value === null ? sink.none() : inner.write(sink, value)),
  };
}

/** Any number of values of one type. */
export function list<Item>(item: Schema<Item>): Schema<readonly Item[]> {
  return {
    read: (source) => {
      const items: Item[] = [];
      source.list(() => items.push(item.read(source)));
      return items;
    },
    write: (sink, items) =>
      sink.list(items.length, () => {
        for (const value of items) item.write(sink, value);
      }),
  };
}

/** Free keys with values of one type, as the network's `HashMap`: the last of equal keys counts. */
export function record<Value>(value: Schema<Value>): Schema<{ readonly [key: string]: Value }> {
  return {
    read: (source) => {
      const entries = new Map<string, Value>();
      source.fields((key) => entries.set(key, value.read(source)));
      return Object.fromEntries(entries);
    },
    write: (sink, map) => {
      const entries = Object.entries(map);
      sink.fields(entries.length, () => {
        for (const [key, item] of entries) {
          sink.key(key);
          value.write(sink, item);
        }
      });
    },
  };
}

/** Named fields in the order of the wire. Unknown fields are dropped, a field that comes twice is refused. */
export function struct<Value extends object>(
  fields: {
    readonly [Name in keyof Value]-?: Schema<Value[Name]>;
  },
): Schema<Value> {
  const entries = Object.entries(fields) as [keyof Value & string, Schema<unknown>][];
  const byName = new Map<string, Schema<unknown>>(entries);
  return {
    read: (source) => readFields(source, byName) as Value,
    write: (sink, value) =>
      sink.fields(entries.length, () => {
        for (const [name, schema] of entries) {
          sink.key(name);
          schema.write(sink, value[name]);
        }
      }),
  };
}

function readFields(source: Source, fields: ReadonlyMap<string, Schema<unknown>>): object {
  const found = new Map<string, unknown>();
  source.fields((key) => {
    const schema = fields.get(key);
    if (schema === undefined) source.skip();
    else if (found.has(key)) throw source.expected(`${key} only once`);
    else found.set(key, schema.read(source));
  });
  return Object.fromEntries(
    Array.from(fields, ([name, schema]) => {
      if (!found.has(name) && !schema.mayBeAbsent) throw source.expected(`the field ${name}`);
      return [name, found.get(name) ?? null];
    }),
  );
}
