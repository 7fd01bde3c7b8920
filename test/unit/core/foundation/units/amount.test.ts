import { describe, expect, it } from 'vitest';
import { parseEth, roundEth } from '../../../../../core/foundation/units/index.ts';

describe('roundEth', () => {
  it.each([
    ['0', 6, '0'],
    ['0.006058', 6, '0.006058'],
    ['0.0060584', 6, '0.006058'],
    ['0.0060585', 6, '0.006059'],
    ['0.0000005', 6, '0.000001'],
    ['0.000000499999999999', 6, '< 0.000001'],
    ['0.000000000000000001', 9, '< 0.000000001'],
    ['1234.5', 6, '1,234.500000'],
    ['123456789012345678.000000000000000001', 18, '123,456,789,012,345,678.000000000000000001'],
  ])('writes %s ETH with %i decimals as %s', (eth, decimals, text) => {
    expect(roundEth(parseEth(eth), decimals)).toBe(text);
  });

  it('follows the locale', () => {
    expect(roundEth(parseEth('1234.5'), 2, 'de')).toBe('1.234,50');
  });
});
