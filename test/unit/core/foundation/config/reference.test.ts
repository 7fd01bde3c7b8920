import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceText, settingList } from '../../../../../core/foundation/config/index.ts';

const root = new URL('../../../../../', import.meta.url).pathname;

describe('the reference page', () => {
  it('is what the schemas say', async () => {
    await expect(referenceText()).toMatchFileSnapshot(`${root}core/foundation/config/REFERENCE.md`);
  });

  it.each(settingList().filter(({ owner, type }) => owner === 'now' && type !== 'tables'))(
    'names where $key acts and the test that observes it',
    ({ acts, test }) => {
      expect(existsSync(`${root}${acts}`), `${acts}`).toBe(true);
      // On a whole executor: a test of one module sees nothing of whether the key gets there.
      expect(test?.file).toMatch(/^test\/integration\//);
      const source = readFileSync(`${root}${test?.file}`, 'utf8');
      const title = test?.title ?? '';
      // Titles with a quote in them stand in the source with the other kind of quotes, or with a backslash.
      expect(source.includes(title) || source.replaceAll('\\', '').includes(title), title).toBe(true);
    },
  );

  it('gives no test to what does nothing', () => {
    const odd = settingList().filter(({ owner, test }) => owner === 'later' && test !== null);
    expect(odd.map(({ key }) => key)).toEqual([]);
  });
});
