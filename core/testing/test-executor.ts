import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LloomClient } from '../client/index.ts';
import { delay, systemClock } from '../foundation/clock.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import {
  Executor,
  type ExecutorConfig,
  type ExecutorMetrics,
  type HealthStatus,
  type LlmClient,
} from '../library/index.ts';
import { LocalNetwork } from './local-network.ts';
import { MockLlmClient, TEST_MODEL } from './mock-llm-client.ts';
import { type TestResponse, testResponse } from './test-response.ts';

/** How the test executor is made. */
export interface SpawnOptions {
  /** Over its defaults: a free port of loopback, a network of its own, a folder that is removed at the end. */
  readonly config?: ExecutorConfig;
  /** @defaultValue a {@link MockLlmClient}; null takes the `llmBackend` of the configuration */
  readonly llmClient?: LlmClient | null;
  /** Sets what is to be set before the start. */
  readonly configure?: (executor: Executor) => void;
}

/** How long the executor may take until it serves, milliseconds. */
const READY_LIMIT_MS = 20_000;
/** Between two looks, milliseconds. */
const LOOK_EVERY_MS = 20;

/** A real executor in this process, in a network of its own on loopback, and a client that asks it. */
export class TestExecutor {
  readonly executor: Executor;
  readonly network: LocalNetwork;
  readonly #client: LloomClient;
  readonly #folder: string;

  /** Use {@link spawnTestExecutor}. */
  constructor(parts: {
    readonly executor: Executor;
    readonly network: LocalNetwork;
    readonly client: LloomClient;
    readonly folder: string;
  }) {
    this.executor = parts.executor;
    this.network = parts.network;
    this.#client = parts.client;
    this.#folder = parts.folder;
  }

  /** How it is. */
  healthStatus(): Promise<HealthStatus> {
    return this.executor.healthStatus();
  }

  /**
   * Sends one signed request over the network and checks the signature of the answer.
   *
   * @throws `NETWORK_*` as any client of the network gets it: `NETWORK_REQUEST_FAILED` for a stream that was closed.
   */
  async testRequest(prompt: string, options: { readonly model?: string } = {}): Promise<TestResponse> {
    const { model = TEST_MODEL } = options;
    const { network, identity } = await this.executor.status();
    const executor = `${network.listenAddresses[0]}/p2p/${identity.peerId}`;
    try {
      const answer = await this.#client.request({ model, prompt, executor });
      const counts = { inbound: answer.inboundTokens, outbound: answer.outboundTokens };
      return testResponse(answer.content, answer.modelUsed, counts, answer.totalCostWei);
    } finally {
      // The ledger has the last word a moment after the client has its answer.
      await this.executor.whenIdle();
    }
  }

  /** What it has done since its start. */
  getMetrics(): ExecutorMetrics {
    return this.executor.getMetrics();
  }

  /** Stops everything and removes its folder. Safe to call twice. */
  async stop(): Promise<void> {
    await this.executor.stop('now');
    await this.network.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/**
 * Starts an executor in a network of its own, and waits until it serves.
 *
 * @throws What its start throws; `EXECUTOR_NOT_ANSWERING` when it does not serve within 20 s. Nothing is left behind.
 * @source executor-library.md, "Integration Testing"
 */
export async function spawnTestExecutor(options: SpawnOptions = {}): Promise<TestExecutor> {
  const { config = {}, llmClient = new MockLlmClient(), configure } = options;
  const network = new LocalNetwork();
  const folder = await mkdtemp(join(tmpdir(), 'lloom-test-'));
  let executor: Executor | null = null;
  try {
    await network.start();
    const bootstrapPeers = [network.validator.address];
    executor = new Executor({ listenAddress: '/ip4/127.0.0.1/tcp/0', bootstrapPeers, dataFolder: folder, ...config });
    if (llmClient !== null) executor.setLlmClient(llmClient);
    configure?.(executor);
    await executor.start();
    await untilHealthy(executor);
    const client = await network.addClient();
    return new TestExecutor({ executor, network, client, folder });
  } catch (error) {
    await executor?.stop('now');
    await network.stop();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

async function untilHealthy(executor: Executor): Promise<void> {
  const startedMs = systemClock.monotonicMs();
  for (;;) {
    const { healthy, state, problems } = await executor.healthStatus();
    if (healthy) return;
    if (systemClock.monotonicMs() - startedMs > READY_LIMIT_MS)
      throw new ExecutorError('EXECUTOR_NOT_ANSWERING', { state, problems: problems.map(({ code }) => code) });
    await delay(systemClock, LOOK_EVERY_MS);
  }
}
