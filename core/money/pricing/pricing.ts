import type { Wei } from '../../foundation/units/index.ts';
import { CLIENT_OFFER_WEI } from '../../protocol/index.ts';
import type { Quote } from './charge.ts';
import type { PricingSettings } from './config.ts';
import { atLeast, electricityQuote, type TokenEnergy } from './floor.ts';

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
  #energies: ReadonlyMap<string, TokenEnergy> = new Map();

  constructor(settings: PricingSettings, models: readonly ModelPrice[] = []) {
    this.#settings = settings;
    this.setModels(models);
  }

  /**
   * The price of a request that is admitted now: never below what the electricity of its model costs.
   *
   * @param name - What the request asks for.
   * @param model - The model behind it, whose price holds where the name has none. @defaultValue the name itself
   */
  quote(name: string, model: string = name): Quote {
    const { base } = this;
    const own = this.#models.get(name);
    const behind = this.#models.get(model);
    const asked = {
      inboundPriceWei: own?.inboundPriceWei ?? behind?.inboundPriceWei ?? base.inboundPriceWei,
      outboundPriceWei: own?.outboundPriceWei ?? behind?.outboundPriceWei ?? base.outboundPriceWei,
    };
    return atLeast(asked, this.floor(model));
  }

  /** What the electricity of this model costs; null where its energy or the price of electricity is not known. */
  floor(model: string): Quote | null {
    const { electricityWeiPerKwh = null } = this.#settings;
    const energy = this.#energies.get(model);
    if (electricityWeiPerKwh === null || energy === undefined) return null;
    return electricityQuote(energy, electricityWeiPerKwh);
  }

  /** Asks no less than what these energies cost, from the next admission on. */
  setEnergies(energies: ReadonlyMap<string, TokenEnergy>): void {
    this.#energies = energies;
  }

  /** The base prices. */
  get base(): Quote {
    const { baseInboundPriceWei, baseOutboundPriceWei } = this.#settings;
    return { inboundPriceWei: baseInboundPriceWei, outboundPriceWei: baseOutboundPriceWei };
  }

  /** Asks these prices from the next admission on. */
  set(settings: PricingSettings): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** Asks these prices for these models from the next admission on; the base prices for all others. */
  setModels(models: readonly ModelPrice[]): void {
    this.#models = new Map(models.map((model) => [model.name, model]));
  }
}
