import { z } from 'zod';
import { optional, priceUnit, priceValue } from '../../foundation/setting-values.ts';
import { defineSection, setting } from '../../foundation/settings.ts';
import { parseEth, type Wei } from '../../foundation/units/index.ts';

/** What an answer costs. */
export interface PricingSettings {
  /** Wei per model token of the prompt. */
  readonly baseInboundPriceWei: Wei;
  /** Wei per model token of the answer. */
  readonly baseOutboundPriceWei: Wei;
  /** What a kilowatt-hour costs; null when the owner does not say. @defaultValue what was said before */
  readonly electricityWeiPerKwh?: Wei | null;
}

const multiplier = z.number().min(0).max(1000);
const multiplierUnit = 'number, 0 to 1000';
const hint = 'Write for example "0.0005". Today\'s client of the network offers "0.0005" inbound and "0.001" outbound.';

/** `[pricing]` of the configuration file. */
export const pricingSection = defineSection({
  name: 'pricing',
  acts: 'core/money/pricing/pricing.ts',
  reload: 'now',
  about: 'What an answer costs. The network records usage; it does not pay yet.',
  keys: {
    base_inbound_price: setting(priceValue.default('0.0005'), {
      test: {
        file: 'test/integration/executor/first-light.test.ts',
        title: 'a client is answered by the model program, charged exactly, and the books say so everywhere',
      },
      description: "Price of one model token of the prompt; above 0.0005 today's client is refused.",
      unit: priceUnit,
      hint,
    }),
    base_outbound_price: setting(priceValue.default('0.001'), {
      test: {
        file: 'test/integration/executor/first-light.test.ts',
        title: 'a client is answered by the model program, charged exactly, and the books say so everywhere',
      },
      description: "Price of one model token of the answer; above 0.001 today's client is refused.",
      unit: priceUnit,
      hint,
    }),
    electricity_eth_per_kwh: setting(optional(priceValue), {
      test: {
        file: 'test/integration/executor/electricity.test.ts',
        title: 'asks no less than what the electricity of a model costs, once that was measured',
      },
      description:
        'What a kilowatt-hour costs you. A model that was measured by "lloom-executor benchmark" is then never offered below what its electricity costs.',
      unit: 'ETH per kilowatt-hour as text, a plain decimal below 1',
      example: '0.0001',
    }),
    strategy: setting(z.enum(['fixed', 'dynamic', 'market']).default('fixed'), {
      description: 'How prices follow time and demand; "fixed" asks the same at any time.',
      unit: 'one of "fixed", "dynamic", "market"',
      owner: 'later',
    }),
    base_multiplier: setting(multiplier.default(1), {
      description: 'What every price is multiplied by.',
      unit: multiplierUnit,
      owner: 'later',
    }),
    peak_multiplier: setting(multiplier.default(1.5), {
      description: 'What prices are multiplied by while many ask; only where the strategy is not "fixed".',
      unit: multiplierUnit,
      owner: 'later',
      inertWhen: () => true,
    }),
    off_peak_multiplier: setting(multiplier.default(0.8), {
      description: 'What prices are multiplied by while few ask; only where the strategy is not "fixed".',
      unit: multiplierUnit,
      owner: 'later',
      inertWhen: () => true,
    }),
    update_interval_secs: setting(z.int().min(1).max(86_400).default(300), {
      description: 'How often prices are worked out anew; only where the strategy is not "fixed".',
      unit: 'whole seconds, 1 to 86400',
      owner: 'later',
      inertWhen: () => true,
    }),
  },
  read: (values): PricingSettings => ({
    baseInboundPriceWei: parseEth(values.base_inbound_price),
    baseOutboundPriceWei: parseEth(values.base_outbound_price),
    electricityWeiPerKwh: values.electricity_eth_per_kwh === null ? null : parseEth(values.electricity_eth_per_kwh),
  }),
});
