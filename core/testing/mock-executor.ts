import type { ExecutorNode } from '../executor/index.ts';
import { nowSec, systemClock } from '../foundation/clock.ts';
import { ExecutorError } from '../foundation/errors/index.ts';
import { type Identity, randomIdentity, verifyMessage } from '../identity/index.ts';
import {
  ConfigurableExecutor,
  type ExecutorConfig,
  type ExecutorMetrics,
  ExecutorSetup,
  type LlmClient,
} from '../library/index.ts';
import { decodeResponseMessage, encodeRequestMessage, type SignedLlmRequest } from '../protocol/index.ts';
import { MockLlmClient } from './mock-llm-client.ts';
import { mockIdentity } from './test-request.ts';
import { type TestResponse, testResponse } from './test-response.ts';

const nothingYet: ExecutorMetrics = {
  totalRequests: 0,
  servedRequests: 0,
  failedRequests: 0,
  outcomes: {},
  accruedWei: 0n,
};

/** How a mock executor is asked. */
export interface ProcessOptions {
  /** Peer id of the connection that the request comes over, base58. @defaultValue a new one each time */
  readonly peerId?: string;
  /** Aborted when the client leaves. */
  readonly signal?: AbortSignal;
}

/**
 * The real path of a request, from bytes to the signed answer, with a ledger in memory and without a network.
 * Everything that an `Executor` can be set to acts here as well.
 *
 * @source executor-library.md, "Mock Executor"
 */
export class MockExecutor extends ConfigurableExecutor {
  /** Who the executor is; requests of `createTestRequest` are addressed to it. */
  readonly identity: Identity;
  readonly #setup: ExecutorSetup;
  #opening: Promise<ExecutorNode> | null = null;
  #opened: ExecutorNode | null = null;

  /**
   * @param llmClient - What answers; null takes the `llmBackend` of the configuration.
   * @throws What `new Executor(config)` throws.
   */
  constructor(config: ExecutorConfig = {}, llmClient: LlmClient | null = new MockLlmClient()) {
    const setup = new ExecutorSetup(config);
    super(setup);
    this.#setup = setup;
    this.identity = setup.identity ?? mockIdentity();
    if (llmClient !== null) this.setLlmClient(llmClient);
  }

  /**
   * Serves one request, as if a peer had sent it.
   *
   * @returns The answer, after its signature was checked and it was accrued.
   * @throws The `ExecutorError` that the request ended with, whatever a peer would have been told.
   */
  async processRequest(request: SignedLlmRequest, options: ProcessOptions = {}): Promise<TestResponse> {
    const executor = await this.#open();
    const { peerId = randomIdentity().peerId, signal = new AbortController().signal } = options;
    const reply = await executor.handle({
      bytes: encodeRequestMessage({ variant: 'SignedLlmRequest', value: request }),
      peerId,
      remoteAddress: '/ip4/127.0.0.1/tcp/4001',
      openedAtMs: systemClock.nowMs(),
      signal,
    });
    if (reply.kind === 'answer') reply.onHandedOver(true);
    const ended = await endOf(executor, peerId);
    if (ended.error) throw ended.error;
    if (reply.kind === 'close') throw new ExecutorError('INTERNAL_FAULT');
    return this.#read(reply.bytes);
  }

  /** What it has done since its first request. */
  getMetrics(): ExecutorMetrics {
    return this.#opened?.totals() ?? nothingYet;
  }

  /** Requests that wait for their turn. */
  queueSize(): number {
    return this.#opened?.counts().waiting ?? 0;
  }

  /** Requests in the backend. */
  activeRequests(): number {
    return this.#opened?.counts().running ?? 0;
  }

  /** Closes the ledger, which forgets everything. Safe to call twice; the next request opens a new one. */
  async stop(): Promise<void> {
    const executor = await this.#opening;
    this.#opening = null;
    this.#opened = null;
    this.#setup.attach(null);
    await executor?.stop('now');
  }

  #open(): Promise<ExecutorNode> {
    this.#opening ??= this.#start();
    return this.#opening;
  }

  async #start(): Promise<ExecutorNode> {
    const { startOffline } = await import('../executor/index.ts');
    const { settings: config, hooks, logger, dataFolder } = this.#setup;
    const modules = { identity: this.identity, backends: this.#setup.backendSource(), logger };
    const executor = await startOffline({ dataFolder, config, hooks, ...modules });
    this.#setup.attach((changed) => executor.apply(changed));
    this.#opened = executor;
    return executor;
  }

  #read(bytes: Uint8Array): TestResponse {
    const { variant, value } = decodeResponseMessage(bytes);
    if (variant !== 'SignedLlmResponse') throw new ExecutorError('INTERNAL_FAULT');
    const { ok } = verifyMessage('LlmResponse', value, { nowSec: nowSec(systemClock) });
    if (!ok || value.signer !== this.identity.address) throw new ExecutorError('NETWORK_ANSWER_UNVERIFIED');
    const { content, model_used: model, inbound_tokens: inbound, outbound_tokens: outbound } = value.payload;
    return testResponse(content, model, { inbound, outbound }, BigInt(value.payload.total_cost));
  }
}

/** The last word on the newest request of a peer. The ledger has it a moment after the answer was handed over. */
async function endOf(executor: ExecutorNode, peerId: string) {
  for (;;) {
    const ended = executor.finished().find(({ clientPeerId }) => clientPeerId === peerId);
    if (ended) return ended;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
