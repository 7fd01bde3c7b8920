import { formatEther, parseEther } from 'ethers';
import { ExecutorError } from '../errors/index.ts';

/** An amount in wei, never negative. 10^18 wei are 1 ETH. */
export type Wei = bigint;

const decimal = /^(?:0|[1-9]\d{0,29})(?:\.\d{1,18})?$/;

/**
 * Reads a decimal ETH amount, for example `"0.0005"`.
 *
 * @returns Wei.
 * @throws {@link ExecutorError} `PRICING_INVALID_PRICE` for anything but plain decimals of at most 18 places.
 */
export function parseEth(text: string): Wei {
  if (!decimal.test(text))
    throw new ExecutorError('PRICING_INVALID_PRICE', { expected: 'ETH as plain decimals, at most 18 places' });
  return parseEther(text);
}

/** Wei as a plain ETH decimal without trailing zeros: `500000000000000n` is `"0.0005"`. */
export function formatEth(wei: Wei): string {
  return formatEther(wei).replace(/\.0$/, '');
}

/** True for wei written as the wire and JSON write them: decimal digits, no sign, no leading zeros, at most 2^256. */
export function isWeiText(text: string): boolean {
  return /^(?:0|[1-9]\d{0,77})$/.test(text);
}
