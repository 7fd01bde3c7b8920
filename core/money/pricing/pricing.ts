import type { Wei } from '../../foundation/units/index.ts';
import { CLIENT_OFFER_WEI } from '../../protocol/index.ts';
import type { Quote } from './charge.ts';
import type { PricingSettings } from './config.ts';

/** What today's client of the network offers; asking more means that it is refused. */
export const clientOffer: Quote = {
  inboundPriceWei: CLIENT_OFFER_WEI.inbound,
  outboundPriceWei: CLIENT_OFFER_WEI.outbound,
};

/** True when either price is above what today's client offers. */
export function aboveClientOffer(quote: Quote): boolean {
  return quote.inboundPriceWei > clientOffer.inboundPriceWei || quote.outboundPriceWei > clientOffer.outboundPriceWei;
}

/** What the owner asks for one model; null is the base price. */
export interface ModelPrice {
  readonly name: string;
  /** Wei per inbound model token. */
  readonly inboundPriceWei: Wei | null;
  /** Wei per outbound model token. */
  readonly outboundPriceWei: Wei | null;
}

/** The prices asked at present. A quote that was given is never changed by {@link Pricing.set}. */
export class Pricing {
  #settings: PricingSettings;
  #models: ReadonlyMap<string, ModelPrice> = new Map();

  constructor(settings: PricingSettings, models: readonly ModelPrice[] = []) {
    this.#settings = settings;
    this.setModels(models);
  }

  /** The price of a request for this model that is admitted now. */
  quote(model: string): Quote {
    const { base } = this;
    const own = this.#models.get(model);
    return {
      inboundPriceWei: own?.inboundPriceWei ?? base.inboundPriceWei,
      outboundPriceWei: own?.outboundPriceWei ?? base.outboundPriceWei,
    };
  }

  /** The base prices. */
  get base(): Quote {
    const { baseInboundPriceWei, baseOutboundPriceWei } = this.#settings;
    return { inboundPriceWei: baseInboundPriceWei, outboundPriceWei: baseOutboundPriceWei };
  }

  /** Asks these prices from the next admission on. */
  set(settings: PricingSettings): void {
    this.#settings = settings;
  }

  /** Asks these prices for these models from the next admission on; the base prices for all others. */
  setModels(models: readonly ModelPrice[]): void {
    this.#models = new Map(models.map((model) => [model.name, model]));
  }
}
