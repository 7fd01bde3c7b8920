import { ExecutorError } from '../../foundation/errors/index.ts';
import { parseEth, priceProblem, type Wei } from '../../foundation/units/index.ts';

/**
 * Reads a price as a person writes it: ETH per model token as plain decimals below 1.
 *
 * @returns Wei per model token.
 * @throws `PRICING_INVALID_PRICE` with `problem` saying what is wrong.
 */
export function parsePrice(text: string): Wei {
  const problem = priceProblem(text);
  if (problem !== null) throw new ExecutorError('PRICING_INVALID_PRICE', { problem });
  return parseEth(text);
}
