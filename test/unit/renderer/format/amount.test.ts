import { describe, expect, it } from 'vitest';
import { parseEth } from '../../../../core/foundation/units/index.ts';
import {
  formatAmount,
  formatExactWei,
  formatPrice,
  priceFieldText,
  splitAmount,
} from '../../../../renderer/format/amount.ts';

describe('amounts', () => {
  it('shows sums with six, rows with nine and running charges with eight decimals', () => {
    const wei = parseEth('0.001234567891234567');
    expect(formatAmount(wei, 'sum')).toBe('0.001235 ETH');
    expect(formatAmount(wei, 'row')).toBe('0.001234568 ETH');
    expect(formatAmount(wei, 'running')).toBe('0.00123457 ETH');
  });

  it('mutes the leading zeros and keeps the text whole', () => {
    expect(splitAmount(parseEth('0.00001542'), 'running')).toEqual({ muted: '0.0000', digits: '1542' });
    expect(splitAmount(parseEth('1.5'), 'sum')).toEqual({ muted: '', digits: '1.500000' });
    expect(splitAmount(parseEth('1234.5'), 'sum').digits).toBe('1,234.500000');
  });

  it('writes zero as 0 and what would round to zero as less than the smallest step', () => {
    expect(formatAmount(0n, 'sum')).toBe('0 ETH');
    expect(formatAmount(1n, 'sum')).toBe('< 0.000001 ETH');
    expect(formatAmount(499_999_999_999n, 'sum')).toBe('< 0.000001 ETH');
    expect(formatAmount(500_000_000_000n, 'sum')).toBe('0.000001 ETH');
    expect(formatAmount(1n, 'row')).toBe('< 0.000000001 ETH');
  });

  it('keeps every digit of amounts that a double cannot hold', () => {
    expect(formatAmount(parseEth('123456789012345678.123456789'), 'row')).toBe('123,456,789,012,345,678.123456789 ETH');
    expect(formatExactWei(6_058_000_000_000_001n)).toBe('6,058,000,000,000,001 wei');
  });
});

describe('prices', () => {
  it('shows four decimals per 1M tokens and more when the value needs it', () => {
    expect(formatPrice(parseEth('0.0005'), 'million')).toBe('500.0000');
    expect(formatPrice(parseEth('0.00000000000123456'), 'million')).toBe('0.00000123456');
  });

  it('shows as many decimals as needed per token, never an exponent', () => {
    expect(formatPrice(1n, 'one')).toBe('0.000000000000000001');
    expect(formatPrice(parseEth('0.0005'), 'one')).toBe('0.0005');
  });

  it('writes fields as plain decimals without groups', () => {
    expect(priceFieldText(parseEth('0.0123'), 'million')).toBe('12300');
    expect(priceFieldText(parseEth('0.0005'), 'one')).toBe('0.0005');
  });
});
