import fc from 'fast-check';
import { parse, stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { setTomlValue } from '../../../../../core/foundation/config/toml/edit.ts';
import { lineAt, locateToml } from '../../../../../core/foundation/config/toml/locate.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,6}$/);
const blank = fc.constantFrom('', ' ', '\t', '   ');
const text = fc.string({ unit: fc.constantFrom('a', '=', '[', ']', '#', '{', ',', "'", '"', '\\', ' ', 'é', '模') });
const comment = fc.oneof(
  fc.constant(''),
  text.map((inside) => ` # ${inside}`),
);

const string = fc.oneof(
  text.map((inside) => JSON.stringify(inside)),
  text.map((inside) => `'${inside.replaceAll("'", '')}'`),
  text.map((inside) => `"""\n${JSON.stringify(inside).slice(1, -1)}\n[x.y]\nk = 1"""`),
  text.map((inside) => `'''${inside.replaceAll("'", '')}\n[x.y]\n'''`),
  fc.constantFrom('""""two quotes"" at its end"""""', "'''''two quotes'''", '""""""'),
);
const scalar = fc.oneof(
  string,
  fc.integer().map(String),
  fc.constantFrom('true', '0x_ff'.replace('_', ''), '1_000', '-inf', '1979-05-27 07:32:00', '07:32:00.5', '1e5'),
);
const list = fc
  .tuple(fc.array(fc.tuple(scalar, comment, blank), { maxLength: 3 }), fc.boolean())
  .map(
    ([items, trailing]) =>
      `[${items.map(([item, note, space]) => `\n${space}${item},${note}`).join('')}${items.length > 0 || trailing ? '\n' : ''}]`,
  );
const inline = fc
  .uniqueArray(
    fc.tuple(
      word,
      scalar.filter((value) => !value.includes('\n')),
    ),
    { maxLength: 3, selector: ([key]) => key },
  )
  .map((pairs) => `{${pairs.map(([key, value]) => ` ${key} = ${value}`).join(',')} }`);
const value = fc.oneof(scalar, list, inline);
const key = fc.oneof(
  word,
  word.map((name) => `"${name}"`),
  word.map((name) => `'${name}'`),
);
const line = fc.oneof(
  fc
    .tuple(blank, key, blank, value, comment)
    .map(([indent, name, space, is, note]) => `${indent}${name}${space}=${space}${is}${note}`),
  comment,
);
const document = fc
  .tuple(
    fc.array(line, { maxLength: 4 }),
    fc.array(fc.tuple(key, blank, comment, fc.array(line, { maxLength: 4 })), { maxLength: 4 }),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n'),
  )
  .map(([root, sections, eol, end]) =>
    [...root, ...sections.flatMap(([name, space, note, lines]) => [`[${space}${name}${space}]${note}`, ...lines])]
      .join('\n')
      .concat(end)
      .replaceAll('\n', eol),
  )
  .filter(isToml);

function isToml(candidate: string): boolean {
  try {
    parse(candidate, { integersAsBigInt: true });
    return true;
  } catch {
    return false;
  }
}

/** What `key = value` makes of the same table. */
function expectedTable(before: string, section: string, name: string): unknown {
  const table = parse(before, { integersAsBigInt: true });
  const inside = table[section];
  return { ...table, [section]: { ...(typeof inside === 'object' ? inside : {}), [name]: 'new' } };
}

describe('setTomlValue', () => {
  it('changes one value of any text and keeps every other line', () => {
    fc.assert(
      fc.property(document, fc.nat(), (before, pick) => {
        const pairs = locateToml(before).filter(
          (part) => part.kind === 'value' && part.place !== 'item' && part.path.length === 2,
        );
        const part = pairs[pick % Math.max(1, pairs.length)];
        fc.pre(part?.kind === 'value');
        const [section = '', name = ''] = part.path;
        const after = setTomlValue(before, [section, name], '"new"');
        expect(after.slice(0, part.valueStart)).toBe(before.slice(0, part.valueStart));
        expect(after.endsWith(before.slice(part.valueEnd))).toBe(true);
        expect(parse(after, { integersAsBigInt: true })).toEqual(expectedTable(before, section, name));
      }),
      { numRuns: 500 },
    );
  });

  it('adds a key to any text and keeps every line', () => {
    fc.assert(
      fc.property(document, fc.nat(), (before, pick) => {
        const table = parse(before, { integersAsBigInt: true });
        const isSection = (inside: unknown) =>
          typeof inside === 'object' && !Array.isArray(inside) && !(inside instanceof Date);
        const names = [...Object.keys(table).filter((name) => isSection(table[name])), 'brand-new'];
        const section = names[pick % names.length] ?? '';
        const after = setTomlValue(before, [section, 'brand-new-key'], '"new"');
        expect(parse(after, { integersAsBigInt: true })).toEqual(expectedTable(before, section, 'brand-new-key'));
        const isInline = locateToml(before).some((part) => part.kind === 'value' && part.path.join() === section);
        if (isInline) return;
        const eol = before.includes('\r\n') ? '\r\n' : '\n';
        const added = (section === 'brand-new' ? 3 : 1) as number;
        const lines = after.split(eol);
        const kept = before.split(eol);
        const from = lines.findIndex((candidate, index) => candidate !== kept[index]);
        const rest = lines.slice(from + added);
        if (from !== -1 && before.endsWith(eol)) expect([...lines.slice(0, from), ...rest].join(eol)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });
});

describe('locateToml', () => {
  it('finds every value of any text where it stands', () => {
    fc.assert(
      fc.property(document, (before) => {
        for (const part of locateToml(before)) {
          if (part.kind !== 'value') continue;
          const own = parse(`v = ${before.slice(part.valueStart, part.valueEnd)}`, { integersAsBigInt: true }).v;
          const there = part.path.reduce<unknown>(
            (inside, step) => (inside as Record<string, unknown>)[step],
            parse(before, { integersAsBigInt: true }),
          );
          expect(own).toEqual(there);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('numbers lines from 1', () => {
    expect(['a\nb', 'a\r\nb', '\n\nb'].map((before) => lineAt(before, before.indexOf('b')))).toEqual([2, 2, 3]);
  });

  it('follows any names that a section and a key can have', () => {
    const name = fc.string({ unit: 'grapheme' }).filter((candidate) => candidate !== '__proto__');
    fc.assert(
      fc.property(name, name, (section, inside) => {
        const paths = locateToml(stringify({ [section]: { [inside]: 1 } })).map(({ path }) => path);
        expect(paths).toEqual([[section], [section, inside]]);
      }),
    );
  });
});
