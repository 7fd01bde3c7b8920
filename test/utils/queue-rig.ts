import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { QueueModels, queueSettings } from '../../core/executor/queue-settings.ts';
import { checkConfigText, type ExecutorConfig } from '../../core/foundation/config/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { type Identity, randomIdentity, signMessage } from '../../core/identity/index.ts';
import type { Completion } from '../../core/inference/backends/index.ts';
import { Performance } from '../../core/inference/models/index.ts';
import { type Ledger, openLedger } from '../../core/money/ledger/index.ts';
import { Pricing } from '../../core/money/pricing/index.ts';
import { encodeRequestMessage } from '../../core/protocol/index.ts';
import { RequestPipeline, RequestQueue } from '../../core/request/index.ts';
import { ScriptedBackend } from '../fakes/scripted-backend.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { eventually } from './network.ts';
import { openStages } from './open-stages.ts';
import { tempFolder } from './temp-folder.ts';

/** What a client of the rig asks. */
export interface RigQuestion {
  /** @defaultValue "a" */
  readonly model?: string;
  readonly temperature?: number;
  /** Times the asked prices. @defaultValue 1 */
  readonly offer?: number;
  readonly client?: Identity;
}

/** The path of a request with a queue as a configuration file sets it, over a backend and a clock that the test moves. */
export interface QueueRig {
  readonly clock: ManualClock;
  readonly queue: RequestQueue;
  readonly ledger: Ledger;
  readonly self: Identity;
  /** Prompts that the backend was given, in its order. */
  readonly given: readonly string[];
  /** How requests ended: `accrued`, or the code; by prompt. */
  readonly ends: ReadonlyMap<string, string>;
  /** Sends a request and waits until it runs, waits or has ended. */
  ask(prompt: string, question?: RigQuestion): Promise<void>;
  /** Lets the backend answer, and waits until the request has ended. */
  answer(prompt: string, completion?: Partial<Completion>): Promise<void>;
  /** Answers everything, first given first answered. Gives the prompts in the order in which they were given. */
  drain(): Promise<readonly string[]>;
  /** The client leaves. */
  leave(prompt: string): Promise<void>;
  /** Lets it run with another configuration. */
  configure(text: string): void;
}

function readConfig(text: string): ExecutorConfig {
  const { config, problems } = checkConfigText(text, { file: 'config.toml', env: {} });
  if (!config) throw new Error(JSON.stringify(problems));
  return config;
}

/** @param text - Sections of the configuration file. Models "a" to "d" are served at the prices that it says. */
export async function startQueueRig(text: string): Promise<QueueRig> {
  const config = readConfig(text);
  const clock = createManualClock();
  const self = randomIdentity();
  const usual = randomIdentity();
  const ledger = await openLedger({ path: join(tempFolder(), 'ledger.sqlite'), logger: silentLogger });
  onTestFinished(() => ledger.close());
  const backend = new ScriptedBackend();
  const pricing = new Pricing(config.pricing, config.models);
  const performance = new Performance({ clock }, config.models);
  const queueModels = new QueueModels({ loads: { find: () => null }, performance }, config.models);
  const queue = new RequestQueue({ clock, models: queueModels }, queueSettings(config));
  const ends = new Map<string, string>();
  const prompts: string[] = [];
  const clients = new Map<string, AbortController>();
  const pipeline = new RequestPipeline(
    {
      identity: self,
      ledger,
      backends: backend,
      models: { isServed: () => true, resolve: (model: string) => model, contextLength: () => null },
      clients: { admits: () => true },
      pricing,
      queue,
      clock,
      // Requests have their prompts as ids, so that the queue can be asked for them.
      random: { fraction: () => 0, id: () => prompts.at(-1) ?? '' },
      logger: silentLogger,
      observer: {
        onActivity: () => {},
        onFinished: ({ id, error }) => ends.set(id, error?.code ?? 'accrued'),
      },
      stages: openStages(),
    },
    config.requestHandling,
  );
  pipeline.gate.lift('start');
  const given = () => backend.pending.map(({ request }) => request.prompt);
  const running = () => given().filter((prompt) => !ends.has(prompt));
  /** Whoever has a slot has come to the backend. */
  const settled = () => queue.runningCount === running().length;
  let nonce = 0n;

  function sign(prompt: string, { model = 'a', temperature, offer = 1, client = usual }: RigQuestion): Uint8Array {
    const { inboundPriceWei, outboundPriceWei } = pricing.quote(model);
    const scaled = (wei: bigint) => String((wei * BigInt(Math.round(offer * 1000))) / 1000n);
    nonce += 1n;
    const nowSec = BigInt(Math.floor(clock.nowMs() / 1000));
    const payload = {
      model,
      prompt,
      system_prompt: null,
      temperature: temperature ?? null,
      max_tokens: null,
      executor_address: self.peerId,
      inbound_price: scaled(inboundPriceWei),
      outbound_price: scaled(outboundPriceWei),
      nonce,
      deadline: nowSec + 300n,
    };
    const { message } = signMessage('LlmRequest', payload, client, nowSec);
    return encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
  }

  const rig: QueueRig = {
    clock,
    queue,
    ledger,
    self,
    ends,
    get given() {
      return given();
    },
    async ask(prompt, question = {}) {
      const client = new AbortController();
      clients.set(prompt, client);
      prompts.push(prompt);
      const { peerId } = question.client ?? usual;
      const inbound = { bytes: sign(prompt, question), peerId, remoteAddress: '/ip4/127.0.0.1/tcp/1' };
      void pipeline
        .handle({ ...inbound, openedAtMs: clock.nowMs(), signal: client.signal })
        .then((reply) => reply.kind === 'answer' && reply.onHandedOver(true));
      await eventually(() => ends.has(prompt) || (pipeline.views().some(({ id }) => id === prompt) && settled()));
    },
    async answer(prompt, completion = {}) {
      backend.pending.find(({ request }) => request.prompt === prompt)?.finish(completion);
      await eventually(() => ends.has(prompt) && settled());
    },
    async drain() {
      for (;;) {
        await eventually(settled);
        const [next] = running();
        if (next === undefined) return given();
        await rig.answer(next);
      }
    },
    async leave(prompt) {
      clients.get(prompt)?.abort();
      await eventually(() => ends.has(prompt));
    },
    configure(changed) {
      const next = readConfig(changed);
      queueModels.configure(next.models);
      performance.configure(next.models);
      queue.configure(queueSettings(next));
    },
  };
  return rig;
}
