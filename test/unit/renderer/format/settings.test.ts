import { describe, expect, it } from 'vitest';
import {
  fieldUnit,
  parseSettingField,
  settingFieldText,
  settingName,
  settingValueText,
} from '../../../../renderer/format/settings.ts';
import { fakeSetting } from '../../../fakes/settings-scene.ts';

describe('the words of a setting', () => {
  it.each([
    ['request_handling.request_timeout_secs', 'Request timeout'],
    ['llm_client.base_url', 'Base URL'],
    ['request_handling', 'Request handling'],
    ['cache.redis.url', 'Redis: URL'],
    ['network.protocols.mdns', 'Protocols: mDNS'],
    ['models[1].name', 'Models 2: name'],
    ['rate_limiting.rules[0].requests_per_minute', 'Rules 1: requests per minute'],
  ])('%s is called %s', (key, name) => expect(settingName(key)).toBe(name));

  it.each([
    ['whole seconds, 1 to 300', 'seconds'],
    ['whole number of model tokens, 1 to 1048576', 'model tokens'],
    ['whole number, 0 to 10000; 0 lets none wait', ''],
    ['number from 0 to 1', ''],
    ['0.1 to 10', ''],
  ])('the field of "%s" has the unit "%s"', (unit, word) =>
    expect(fieldUnit(fakeSetting('a.b', { type: 'whole-number', unit }))).toBe(word),
  );

  it('have no unit in a field of text', () => {
    expect(fieldUnit(fakeSetting('a.b', { unit: 'seconds' }))).toBe('');
  });

  it('write every kind of value', () => {
    expect([10, true, 'x', ['a', 2], [], null, { a: 1 }].map(settingValueText)).toEqual([
      '10',
      'on',
      'x',
      'a, 2',
      'an empty list',
      'none',
      'see the file',
    ]);
    expect(settingFieldText(['a', 2])).toBe('a\n2');
    expect(settingFieldText(null)).toBe('');
  });
});

describe('what was typed into a field', () => {
  const number = fakeSetting('a.b', { type: 'whole-number', unit: 'whole seconds, 1 to 300' });

  it('is a number where one is due', () => {
    expect(parseSettingField(' 42 ', number)).toEqual({ value: 42 });
    expect(parseSettingField('-0.5', { ...number, type: 'number' })).toEqual({ value: -0.5 });
    for (const typed of ['', 'abc', '1e9', '0x10', '1,000', 'Infinity', '٣'])
      expect(parseSettingField(typed, number), typed).toEqual({
        problem: 'That is not a number. Expected: whole seconds, 1 to 300.',
      });
  });

  it('is a list with an item on each line', () => {
    expect(parseSettingField('a \n\n b\n', fakeSetting('a.b', { type: 'texts' }))).toEqual({ value: ['a', 'b'] });
    expect(parseSettingField('1\n2', fakeSetting('a.b', { type: 'numbers' }))).toEqual({ value: [1, 2] });
    expect(parseSettingField('1\nx', fakeSetting('a.b', { type: 'numbers' }))).toHaveProperty('problem');
    expect(parseSettingField(' \n', fakeSetting('a.b', { type: 'texts' }))).toEqual({ value: [] });
  });

  it('is text everywhere else', () => {
    expect(parseSettingField(' 0.0005 ', fakeSetting('a.b'))).toEqual({ value: '0.0005' });
  });
});
