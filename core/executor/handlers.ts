import type { ControlHandlers } from '../control/index.ts';
import { formatEth } from '../foundation/units/index.ts';
import { type PricingSettings, parsePrice } from '../money/pricing/index.ts';
import { doctorCalls } from './calls/doctor-calls.ts';
import { hardwareCalls } from './calls/hardware-calls.ts';
import { modelCalls } from './calls/model-calls.ts';
import { presenceCalls } from './calls/presence-calls.ts';
import { pullCalls } from './calls/pull-calls.ts';
import type { ExecutorInit } from './interface.ts';
import { modelsView } from './models-view.ts';
import type { ExecutorModules } from './modules.ts';
import { pluginInfo } from './plugins.ts';
import { earningsView, ledgerRowView, pricesView, queueView } from './views.ts';

/** What answers each call of the contract on a running executor. */
export function createHandlers(modules: ExecutorModules, init: ExecutorInit): ControlHandlers {
  const { ledger, admission, catalog, network, pipeline, pricing, recent, state, serving, changes, clock } = modules;
  const { liveConfig, queue, cache, hooks } = modules;
  const listModels = () =>
    modelsView({
      catalog,
      pricing,
      performance: modules.performance,
      loads: modules.loading.loads,
      resources: modules.resources.manager,
    });
  const operate = (act: () => void) => {
    act();
    changes.touch('queue.changed');
    return {};
  };
  return {
    ...modelCalls(modules),
    ...pullCalls(modules),
    ...doctorCalls(modules),
    ...hardwareCalls(modules),
    ...presenceCalls(modules),
    'status.get': async () => state.status(),
    'peers.list': async () => [...network.peers()],
    'plugins.list': async () => hooks.plugins().map(pluginInfo),
    'models.list': async () => listModels(),
    'models.refresh': async () => {
      await catalog.refresh();
      return listModels();
    },
    'queue.get': async () => queueView(pipeline.views(), recent.list(), queue, clock.nowMs()),
    'queue.cancel': async ({ id }) => {
      pipeline.cancel(id);
      return {};
    },
    'queue.boost': async ({ id }) => operate(() => queue.boost(id)),
    'queue.hold': async ({ id }) => operate(() => queue.hold(id)),
    'queue.release': async ({ id }) => operate(() => queue.release(id)),
    'admission.get': async () => admission.outcomes.view(),
    'cache.get': () => cache.view(),
    'cache.clear': async () => {
      await cache.clear();
      return cache.view();
    },
    'earnings.get': async (filter) => earningsView(ledger, filter),
    'earnings.rows': async ({ filter, limit, before }) => ledger.list(filter, { limit, before }).map(ledgerRowView),
    'pricing.get': async () => pricesView(pricing.base),
    'pricing.set': async ({ inboundEth, outboundEth }) => {
      const prices = { baseInboundPriceWei: parsePrice(inboundEth), baseOutboundPriceWei: parsePrice(outboundEth) };
      if (liveConfig.file !== null) await liveConfig.set(priceKeys(prices), { mayOpenDoors: false });
      pricing.set(prices);
      serving.announce();
      for (const name of ['pricing.changed', 'models.changed', 'status.changed'] as const) changes.touch(name);
      return pricesView(pricing.base);
    },
    'config.get': async () => liveConfig.view(),
    'config.set': async ({ values }, { mayOpenDoors = false }) => {
      await liveConfig.set(Object.fromEntries(values.map(({ key, value }) => [key, value])), { mayOpenDoors });
      return liveConfig.view();
    },
    'executor.pause': async ({ mode }) => {
      serving.close(mode);
      return {};
    },
    'executor.resume': async () => {
      serving.open();
      modules.presence.serveAnyway();
      return {};
    },
    'executor.shutdown': async ({ mode }) => {
      init.onShutdown(mode);
      return {};
    },
  };
}

/** The base prices as the configuration file has them. */
function priceKeys({ baseInboundPriceWei, baseOutboundPriceWei }: PricingSettings): Readonly<Record<string, string>> {
  return {
    'pricing.base_inbound_price': formatEth(baseInboundPriceWei),
    'pricing.base_outbound_price': formatEth(baseOutboundPriceWei),
  };
}
