import type { Prices } from '../../../core/control/schemas/money.ts';
import type { PriceUnit } from '../../format/amount.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** The base prices, and the unit in which they are read and written. */
export interface PricingSlice {
  readonly prices: Loadable<Prices>;
  readonly priceUnit: PriceUnit;
}

export const initialPricing: PricingSlice = { prices: unknown, priceUnit: 'million' };
