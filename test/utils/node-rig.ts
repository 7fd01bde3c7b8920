import { onTestFinished } from 'vitest';
import type { CallInput, CallName, CallOutput, Model } from '../../core/control/index.ts';
import { ExecutorNode } from '../../core/executor/index.ts';
import { checkConfigText, type ExecutorConfig } from '../../core/foundation/config/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { systemRandom } from '../../core/foundation/random.ts';
import { type Identity, randomIdentity, signMessage } from '../../core/identity/index.ts';
import type { LlmClient } from '../../core/inference/backends/index.ts';
import type { Surroundings } from '../../core/inference/resources/index.ts';
import { decodeResponseMessage, encodeRequestMessage, type LlmResponse } from '../../core/protocol/index.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { tempFolder } from './temp-folder.ts';

/** A whole executor without a network, over a backend and a clock that the test moves. */
export interface NodeRig {
  readonly node: ExecutorNode;
  readonly clock: ManualClock;
  readonly client: Identity;
  call<K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>>;
  /** The model of the list; throws when there is none. */
  model(id: string): Promise<Model>;
  /** A signed request at this price of each model token; the answer, or null when the stream was closed without one. */
  ask(model: string, prompt?: string, offerWei?: bigint): Promise<LlmResponse | null>;
  /** Runs with another configuration, as a changed file does. */
  configure(text: string): void;
}

export function readConfigOf(text: string, dataFolder = '/nowhere'): ExecutorConfig {
  const { config, problems } = checkConfigText(text, { file: 'config.toml', env: { LLOOM_DATA_DIR: dataFolder } });
  if (!config) throw new Error(JSON.stringify(problems));
  return config;
}

/** @param text - Sections of the configuration file. */
export async function startNodeRig(
  backend: LlmClient,
  text = '',
  surroundings: Partial<Surroundings> = {},
): Promise<NodeRig> {
  const clock = createManualClock();
  const self = randomIdentity();
  const client = randomIdentity();
  const dataFolder = tempFolder();
  const node = await ExecutorNode.create({
    about: { face: 'library', version: '0', dataFolder, demo: false, warnings: [] },
    ledgerFile: ':memory:',
    config: readConfigOf(text, dataFolder),
    identity: self,
    backends: () => [{ client: backend, baseUrl: '' }],
    logger: silentLogger,
    clock,
    random: systemRandom,
    configSource: null,
    offline: true,
    surroundings,
    onShutdown: () => {},
  });
  onTestFinished(() => node.stop('now'));
  await node.start();
  let nonce = 0n;
  const { signal } = new AbortController();
  const rig: NodeRig = {
    node,
    clock,
    client,
    call: (name, input) => node.handlers[name](input, { signal }),
    async model(id) {
      const found = (await rig.call('models.list', {})).find((one) => one.id === id);
      if (!found) throw new Error(`no model ${id}`);
      return found;
    },
    async ask(model, prompt = 'Hello', offerWei = 10n ** 17n) {
      nonce += 1n;
      const nowSec = BigInt(Math.floor(clock.nowMs() / 1000));
      const payload = {
        model,
        prompt,
        system_prompt: null,
        temperature: null,
        max_tokens: null,
        executor_address: self.peerId,
        inbound_price: String(offerWei),
        outbound_price: String(offerWei),
        nonce,
        deadline: nowSec + 300n,
      };
      const { message } = signMessage('LlmRequest', payload, client, nowSec);
      const bytes = encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
      const about = { peerId: client.peerId, remoteAddress: '/ip4/127.0.0.1/tcp/1', openedAtMs: clock.nowMs() };
      const reply = await node.handle({ bytes, ...about, signal });
      if (reply.kind === 'close') return null;
      reply.onHandedOver(true);
      const answer = decodeResponseMessage(reply.bytes);
      return answer.variant === 'SignedLlmResponse' ? answer.value.payload : null;
    },
    configure: (changed) => node.apply(readConfigOf(changed, dataFolder)),
  };
  await rig.call('models.refresh', {});
  return rig;
}
