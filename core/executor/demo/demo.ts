import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlTarget } from '../../control/index.ts';
import { systemClock } from '../../foundation/clock.ts';
import { checkConfigText, type ExecutorConfig } from '../../foundation/config/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { type Logger, silentLogger } from '../../foundation/logger.ts';
import { systemRandom } from '../../foundation/random.ts';
import { version } from '../../foundation/version.ts';
import { randomIdentity } from '../../identity/index.ts';
import type { EngineLauncher } from '../../inference/backends/index.ts';
import { LocalNetwork } from '../../testing/local-network.ts';
import { Ending } from '../ending.ts';
import { ExecutorNode } from '../executor-node.ts';
import type { StopMode } from '../interface.ts';
import type { ConfigSource } from '../reload/index.ts';
import { askAround } from './asker.ts';
import { openEngine, openScript } from './demo-backend.ts';

const everything = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

/** How the demo is run. */
export interface DemoOptions {
  /**
   * The command line shows that everything works, so a real model answers, of random weights and within milliseconds.
   * The window is there to be looked at: readable texts come at the pace of a real model.
   */
  readonly face: 'app' | 'cli';
  /** Number of requests after which it is finished. @defaultValue asks until it is stopped */
  readonly requests?: number | undefined;
  /** Pause between two requests, milliseconds. @defaultValue 3000 */
  readonly everyMs?: number | undefined;
  /** @defaultValue silent */
  readonly logger?: Logger;
  /** Starts the built-in engine. @defaultValue a child process of this program's Node */
  readonly engineLauncher?: EngineLauncher;
}

/** What a demo did. Its amounts are made up. */
export interface DemoResult {
  readonly served: number;
  readonly failed: number;
  readonly accruedWei: bigint;
  /** Kind of the backend. */
  readonly backend: string;
  /** Why prepared texts answered instead of the built-in engine; null where the engine did, or nobody wanted it. */
  readonly engineProblem: ExecutorError | null;
}

/** A running demo. */
export interface Demo {
  readonly executor: ControlTarget;
  readonly dataFolder: string;
  /** Settles when the asked number of requests is done, or it was stopped. */
  readonly finished: Promise<DemoResult>;
  stop(mode: StopMode): Promise<void>;
  /** Settles when everything is closed and its folder is gone. */
  readonly stopped: Promise<void>;
}

/**
 * Starts a whole network in this process, on loopback: a validator, an executor, and a client that asks every few
 * seconds. The built-in engine answers with a generated model, or prepared texts do ({@link DemoOptions.face}). The identity lives in memory, the ledger in a folder of its own that is removed at the end;
 * nothing of the owner's data folder is touched.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { face, logger = silentLogger, requests = Number.POSITIVE_INFINITY, everyMs = 3000, engineLauncher } = options;
  const ending = new Ending();
  const asking = new AbortController();
  try {
    const dataFolder = await mkdtemp(join(tmpdir(), 'lloom-demo-'));
    ending.add(() => rm(dataFolder, { recursive: true, force: true }));
    const network = new LocalNetwork({ logger });
    ending.add(() => network.stop());
    const backendModules = { clock: systemClock, logger };
    const [{ client: backend, engineProblem }] = await Promise.all([
      face === 'cli' ? openEngine(backendModules, dataFolder, engineLauncher) : openScript(backendModules),
      network.start(),
    ]);
    ending.add(() => backend.close());
    const source = demoSource(dataFolder, network.validator.address);
    const executor = await ExecutorNode.create({
      about: { face, version, dataFolder, demo: true, warnings: [] },
      ledgerFile: join(dataFolder, 'executor.sqlite'),
      config: demoConfig(source),
      identity: randomIdentity(),
      backends: () => [{ client: backend, baseUrl: '' }],
      logger,
      clock: systemClock,
      random: systemRandom,
      configSource: source,
      onShutdown: ending.request,
    });
    ending.add((mode) => executor.stop(mode));
    await executor.start();
    const client = await network.addClient();
    let nonce = 0n;
    const modules = {
      clock: systemClock,
      logger,
      ready: (signal: AbortSignal) => serving(executor, signal),
      ask: async (prompt: string, signal: AbortSignal) => {
        const [model] = await executor.handlers['models.list']({}, { signal });
        // The same question twice in one second would be a replay of the same request.
        nonce += 1n;
        await client.request({ model: model?.id ?? '', prompt, nonce, maxOutboundTokens: 200, signal });
      },
    };
    const asked = askAround(modules, { requests, everyMs, signal: asking.signal });
    ending.add(async () => {
      asking.abort(new ExecutorError('QUEUE_CANCELLED'));
      await asked;
    });
    const finished = asked.then(async (result) => {
      await executor.whenIdle();
      const sum = await executor.handlers['earnings.get'](everything, { signal: asking.signal });
      return { ...result, accruedWei: BigInt(sum.total.accruedWei), backend: backend.kind, engineProblem };
    });
    const stop = (mode: StopMode) => ending.stop(mode);
    return { executor, dataFolder, finished, stop, stopped: ending.stopped };
  } catch (error) {
    await ending.stop('now').catch(() => {});
    throw error;
  }
}

/** The defaults, on a free port of loopback, joined to the demo's own validator. */
function demoSource(dataFolder: string, validator: string): ConfigSource {
  const flags = {
    'network.listen_address': '/ip4/127.0.0.1/tcp/0',
    'network.bootstrap_peers': [validator],
    // It is over in a minute and takes nothing from its owner.
    'presence.enabled': false,
  };
  return { file: null, text: '', env: { LLOOM_DATA_DIR: dataFolder }, flags };
}

function demoConfig({ text, env, flags }: ConfigSource): ExecutorConfig {
  const { config } = checkConfigText(text, { file: 'demo', env, flags });
  if (config === null) throw new ExecutorError('INTERNAL_FAULT');
  return config;
}

/** Settles when the executor serves. @throws The signal's reason. */
function serving(executor: ExecutorNode, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const { state } = await executor.handlers['status.get']({}, { signal });
      if (state !== 'serving') return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = executor.subscribe((name) => {
      if (name === 'status.changed') void look();
    });
    signal.addEventListener('abort', () => {
      unsubscribe();
      reject(signal.reason);
    });
    void look();
  });
}
