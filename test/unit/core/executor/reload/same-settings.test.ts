import { expect, it } from 'vitest';
import { sameSettings } from '../../../../../core/executor/reload/same-settings.ts';
import { Secret } from '../../../../../core/foundation/secret.ts';

const settings = (key: string, seconds = 1) => ({
  apiKey: new Secret(key),
  headers: [{ a: new Secret('b') }],
  seconds,
});

it('sees a changed secret, at whatever depth', () => {
  expect(sameSettings(settings('k'), settings('k'))).toBe(true);
  expect(sameSettings(settings('k'), settings('other'))).toBe(false);
  expect(sameSettings(settings('k'), { ...settings('k'), headers: [{ a: new Secret('c') }] })).toBe(false);
  expect(sameSettings(settings('k'), settings('k', 2))).toBe(false);
  expect(sameSettings({ price: 1n }, { price: 1n })).toBe(true);
});
