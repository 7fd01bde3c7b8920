import type { Prices } from '../../control/index.ts';
import { formatEth } from '../../foundation/units/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { formatPrice, formatPricePerMillion } from '../output/format.ts';
import { formatTable } from '../output/table.ts';
import { loadSettings } from '../settings.ts';

/** `pricing show`: the base prices, of the running executor or of the configuration. */
export const pricingShow = defineCommand({
  name: 'pricing show',
  about: 'Show the base prices.',
  examples: ['pricing show', 'pricing show --json'],
  async run(context) {
    const running = context.configFile === null ? await context.callIfRunning('pricing.get', {}) : null;
    const value = running ?? (await configuredPrices(context));
    return { value, text: describePrices(value) };
  },
});

/** The base prices of the configuration file. */
export async function configuredPrices(context: CliContext): Promise<Prices> {
  const { config } = await loadSettings(context);
  const { aboveClientOffer, clientOffer, Pricing } = await import('../../money/pricing/index.ts');
  const { base } = new Pricing(config.pricing);
  return {
    inboundEth: formatEth(base.inboundPriceWei),
    outboundEth: formatEth(base.outboundPriceWei),
    inboundWei: base.inboundPriceWei.toString(),
    outboundWei: base.outboundPriceWei.toString(),
    clientOffer: {
      inboundWei: clientOffer.inboundPriceWei.toString(),
      outboundWei: clientOffer.outboundPriceWei.toString(),
    },
    aboveClientOffer: aboveClientOffer(base),
  };
}

/** Prices as lines for people, with a warning when today's client would be refused. */
export function describePrices(prices: Prices): string {
  const { clientOffer } = prices;
  const rows = [
    { name: 'inbound', ownWei: prices.inboundWei, offerWei: clientOffer.inboundWei },
    { name: 'outbound', ownWei: prices.outboundWei, offerWei: clientOffer.outboundWei },
  ];
  const table = formatTable(
    rows,
    [
      { title: 'Price', cell: (row) => row.name },
      { title: 'per model token', align: 'right', cell: (row) => formatPrice(BigInt(row.ownWei)) },
      { title: 'per 1M tokens', align: 'right', cell: (row) => formatPricePerMillion(BigInt(row.ownWei)) },
      { title: "today's client offers", align: 'right', cell: (row) => formatPrice(BigInt(row.offerWei)) },
    ],
    '',
  );
  if (!prices.aboveClientOffer) return table;
  return `${table}\n\nAbove what today's client of the network offers: it will be refused.`;
}
