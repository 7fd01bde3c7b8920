import { systemClock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import { systemRandom } from '../foundation/random.ts';
import { version } from '../foundation/version.ts';
import type { Identity } from '../identity/index.ts';
import type { LlmClient } from '../inference/backends/index.ts';
import type { LedgerReader } from '../money/ledger/index.ts';
import type { InboundHandler } from '../network/index.ts';
import type { FinishedRequest } from '../request/index.ts';
import { createModules } from './modules.ts';
import type { RequestTotals } from './recent.ts';

/** What the offline executor is made of. */
export interface OfflineOptions {
  readonly config: ExecutorConfig;
  readonly identity: Identity;
  readonly backend: LlmClient;
  readonly logger: Logger;
}

/** The whole path of a request, from bytes to signed bytes, without a network: nobody listens and nobody is dialled. */
export interface OfflineExecutor {
  readonly handle: InboundHandler;
  readonly ledger: LedgerReader;
  /** Ended requests, newest first, at most 100. */
  finished(): readonly FinishedRequest[];
  /** What ended since it was opened. */
  totals(): RequestTotals;
  /** Works with other settings from now on, as far as they can change at once. */
  readonly apply: (config: ExecutorConfig) => void;
  /** Settles when no request is on its way and every ledger row has its last state. */
  whenIdle(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the path of a request with a ledger in memory. @throws `CONFIG_*` */
export async function openOffline({ config, identity, backend, logger }: OfflineOptions): Promise<OfflineExecutor> {
  const { pipeline, catalog, ledger, recent, changes, liveConfig } = await createModules({
    about: { face: 'library', version, dataFolder: '', demo: false, backendUrl: '', warnings: [] },
    ledgerFile: ':memory:',
    config,
    identity,
    backend,
    logger,
    clock: systemClock,
    random: systemRandom,
    configSource: null,
    onShutdown: () => {},
  });
  await catalog.start();
  await catalog.refresh();
  pipeline.gate.set('open');
  return {
    handle: pipeline.handle,
    ledger,
    finished: () => recent.list(),
    totals: () => recent.totals(),
    apply: (changed) => liveConfig.replace(changed),
    whenIdle: () => pipeline.whenIdle(),
    async close() {
      pipeline.gate.set('paused');
      pipeline.cancelAll();
      await pipeline.whenIdle();
      await catalog.stop();
      await backend.close();
      changes.close();
      await ledger.close();
    },
  };
}
