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

/** The prices asked at present. A quote that was given is never changed by {@link Pricing.set}. */
export class Pricing {
  #settings: PricingSettings;

  constructor(settings: PricingSettings) {
    this.#settings = settings;
  }

  /** The price of a request for this model that is admitted now. All models cost the same so far. */
  quote(_model: string): Quote {
    return this.base;
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
}
