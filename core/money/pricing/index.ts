export { computeCharge, type Quote, type Usage } from './charge.ts';
export type { PricingSettings } from './config.ts';
export type { TokenEnergy } from './floor.ts';
export { type HitPriceMultiplier, type HitPriceRule, hitQuote, parseHitPriceMultiplier } from './hit-price.ts';
export { parsePrice } from './price.ts';
export { aboveClientOffer, clientOffer, type ModelPrice, Pricing } from './pricing.ts';
