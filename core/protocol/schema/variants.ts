import { ExecutorError } from '../../foundation/errors/index.ts';
import { malformed } from '../faults.ts';
import type { Schema, Sink, Source } from './format.ts';

/** The schema of each variant's content; null for a variant that is only a name. */
type Contents = { readonly [name: string]: Schema<never> | null };

/** One of several names. */
export function names<Name extends string>(...allowed: readonly Name[]): Schema<Name> {
  const contents = Object.fromEntries(allowed.map((name) => [name, null]));
  return {
    read: (source) => readVariant(source, contents).name as Name,
    write: (sink, name) => writeVariant(sink, contents, name, undefined),
  };
}

/** A name alone, or an object whose only key is the name of its content: `'GetStatistics' | {FindModel: string}`. */
export function choice<Value extends string | object>(variants: ChoiceContents<Value>): Schema<Value> {
  const contents = toContents(variants);
  return {
    read: (source) => {
      const { name, content } = readVariant(source, contents);
      return (content === undefined ? name : { [name]: content }) as Value;
    },
    write: (sink, value) => {
      const [name, content] = typeof value === 'string' ? [value] : (Object.entries(value)[0] ?? ['']);
      writeVariant(sink, contents, name, content);
    },
  };
}

/** The same on the wire as {@link choice}, but `{variant, value}` in memory, which a `switch` can narrow. */
export function tagged<Message extends { readonly variant: string; readonly value: unknown }>(
  variants: {
    readonly [Case in Message as Case['variant']]: Schema<Case['value']>;
  },
): Schema<Message> {
  const contents = toContents(variants);
  return {
    read: (source) => {
      const { name, content } = readVariant(source, contents);
      return { variant: name, value: content } as Message;
    },
    write: (sink, { variant, value }) => writeVariant(sink, contents, variant, value),
  };
}

type ChoiceContents<Value> = {
  readonly [Name in NameOf<Value>]: Name extends Value ? null : Schema<ContentOf<Value, Name>>;
};
type NameOf<Value> = Value extends string ? Value : keyof Value & string;
type ContentOf<Value, Name extends string> = Value extends { readonly [Key in Name]: infer Content } ? Content : never;

// TypeScript does not look into a type that is computed from a type parameter.
function toContents(variants: object): Contents {
  return variants as Contents;
}

function readVariant(source: Source, contents: Contents): { name: string; content: unknown } {
  let found = { name: '', content: undefined as unknown };
  source.variant((name) => {
    if (!Object.hasOwn(contents, name)) throw new ExecutorError('PROTOCOL_UNKNOWN_VARIANT');
    found = { name, content: contents[name]?.read(source) };
  });
  return found;
}

function writeVariant(sink: Sink, contents: Contents, name: string, content: unknown): void {
  if (!Object.hasOwn(contents, name)) throw malformed('a known variant');
  const schema = contents[name];
  if (!schema) sink.text(name);
  else
    sink.fields(1, () => {
      sink.key(name);
      schema.write(sink, content as never);
    });
}
