import { ExecutorError } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { configuredPrices, describePrices } from './pricing-show.ts';

interface Options {
  readonly inbound?: string;
  readonly outbound?: string;
}

/** `pricing set`: saves the base prices; a running executor asks them from then on. */
export const pricingSet = defineCommand<Options>({
  name: 'pricing set',
  about: 'Save the base prices in the configuration file.',
  more: 'Prices are ETH per model token as plain decimals. A running executor asks them from the next request on; a price left out stays as it is.',
  examples: ['pricing set --inbound 0.0004 --outbound 0.0009', 'pricing set --outbound 0.001'],
  configure: (command) =>
    void command
      .option('--inbound <eth>', 'price of one model token of the prompt, ETH')
      .option('--outbound <eth>', 'price of one model token of the answer, ETH'),
  async run(context, options) {
    if (options.inbound === undefined && options.outbound === undefined)
      throw new ExecutorError('USAGE_INVALID', { problem: 'neither --inbound nor --outbound is given' });
    const value =
      (context.configFile === null ? await setInExecutor(context, options) : null) ??
      (await setInFile(context, options));
    return { value, text: `Saved.\n\n${describePrices(value)}` };
  },
});

async function setInExecutor(context: CliContext, { inbound, outbound }: Options) {
  const before = await context.callIfRunning('pricing.get', {});
  if (before === null) return null;
  return context.call('pricing.set', {
    inboundEth: inbound ?? before.inboundEth,
    outboundEth: outbound ?? before.outboundEth,
  });
}

async function setInFile(context: CliContext, { inbound, outbound }: Options) {
  const { saveConfigValues } = await import('../../foundation/config/index.ts');
  await saveConfigValues(
    context.configFile ?? context.paths.configFile,
    {
      ...(inbound === undefined ? {} : { 'pricing.base_inbound_price': inbound }),
      ...(outbound === undefined ? {} : { 'pricing.base_outbound_price': outbound }),
    },
    context.environment.env,
  );
  return configuredPrices(context);
}
