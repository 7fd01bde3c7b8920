import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import headings from '../../fixtures/library-headings.json' with { type: 'json' };

/** Every text in quotes of the tests in this folder; titles are among them. */
function textsOfTests(): ReadonlySet<string> {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const sources = files.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  return new Set(sources.flatMap((source) => [...source.matchAll(/'([^'\n]+)'/g)].map(([, text]) => text ?? '')));
}

test('every example of the documents is a test of its heading', () => {
  const texts = textsOfTests();
  const named = [...headings.library, ...headings.guide];
  expect(named.length).toBe(23);
  expect(named.filter((heading) => !texts.has(heading))).toEqual([]);
});
