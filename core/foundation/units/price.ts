import { isExecutorError } from '../errors/index.ts';
import { parseEth } from './wei.ts';

/** 1 ETH: nobody asks that much for a model token, so a price of 1 or more is wei by mistake. */
const unbelievableWei = 10n ** 18n;

/** What is wrong with a price in ETH per model token, as the end of a sentence; null for a good one. */
export function priceProblem(text: string): string | null {
  try {
    return parseEth(text) < unbelievableWei ? null : 'is 1 ETH or more for one model token: did you write wei?';
  } catch (error) {
    if (isExecutorError(error, 'PRICING_INVALID_PRICE')) return 'is not a plain decimal number with at most 18 places';
    throw error;
  }
}
