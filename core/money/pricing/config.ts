import { priceUnit, priceValue } from '../../foundation/setting-values.ts';
import { defineSection, setting } from '../../foundation/settings.ts';
import { parseEth, type Wei } from '../../foundation/units/index.ts';

/** What an answer costs. */
export interface PricingSettings {
  /** Wei per model token of the prompt. */
  readonly baseInboundPriceWei: Wei;
  /** Wei per model token of the answer. */
  readonly baseOutboundPriceWei: Wei;
}

const hint = 'Write for example "0.0005". Today\'s client of the network offers "0.0005" inbound and "0.001" outbound.';

/** `[pricing]` of the configuration file. */
export const pricingSection = defineSection({
  name: 'pricing',
  acts: 'core/money/pricing/pricing.ts',
  reload: 'now',
  about: 'What an answer costs. The network records usage; it does not pay yet.',
  keys: {
    base_inbound_price: setting(priceValue.default('0.0005'), {
      description: "Price of one model token of the prompt; above 0.0005 today's client is refused.",
      unit: priceUnit,
      hint,
    }),
    base_outbound_price: setting(priceValue.default('0.001'), {
      description: "Price of one model token of the answer; above 0.001 today's client is refused.",
      unit: priceUnit,
      hint,
    }),
  },
  read: (values): PricingSettings => ({
    baseInboundPriceWei: parseEth(values.base_inbound_price),
    baseOutboundPriceWei: parseEth(values.base_outbound_price),
  }),
});
