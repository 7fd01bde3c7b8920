import { systemClock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import { systemRandom } from '../foundation/random.ts';
import { version } from '../foundation/version.ts';
import type { Identity } from '../identity/index.ts';
import type { BackendSource } from '../inference/backends/index.ts';
import type { Hooks } from '../request/hooks/index.ts';
import { ExecutorNode } from './executor-node.ts';

/** What an executor without a network is made of. */
export interface OfflineOptions {
  readonly dataFolder: string;
  readonly config: ExecutorConfig;
  readonly identity: Identity;
  readonly backends: BackendSource;
  readonly hooks: Hooks;
  readonly logger: Logger;
}

/**
 * Starts an executor that nobody can reach but through its `handle`, with a ledger in memory, and waits until it knows
 * the models of its backends. Takes no folder and no lock.
 */
export async function startOffline({ dataFolder, ...options }: OfflineOptions): Promise<ExecutorNode> {
  const node = await ExecutorNode.create({
    ...options,
    about: { face: 'library', version, dataFolder, demo: false, warnings: [] },
    ledgerFile: ':memory:',
    clock: systemClock,
    random: systemRandom,
    configSource: null,
    offline: true,
    onShutdown: () => {},
  });
  await node.start();
  await node.handlers['models.refresh']({}, { signal: new AbortController().signal });
  return node;
}
