import { type FoundExecutor, LloomClient } from '../../../core/client/index.ts';
import { systemClock } from '../../../core/foundation/clock.ts';
import { toExecutorError } from '../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { systemRandom } from '../../../core/foundation/random.ts';
import { randomIdentity } from '../../../core/identity/index.ts';
import type { FromClients, RoundResult, ToClients } from './messages.ts';

/** Process of the clients: each has its own key and its own open connection, all start each round at the same time. */
const clients: LloomClient[] = [];
let executor: FoundExecutor | undefined;
let model = '';

async function connect(message: ToClients & { do: 'connect' }): Promise<FromClients> {
  model = message.model;
  for (let index = 0; index < message.clients; index += 1) {
    const modules = { identity: randomIdentity(), clock: systemClock, random: systemRandom, logger: silentLogger };
    const client = new LloomClient(modules, { bootstrapPeers: [message.executor] });
    await client.start();
    executor = await client.connect(message.executor);
    clients.push(client);
  }
  return { connected: clients.length };
}

async function round(message: ToClients & { do: 'round' }): Promise<FromClients> {
  const startedAtMs = performance.now();
  const latenciesMs: number[] = [];
  const lost: string[] = [];
  await Promise.all(
    clients.map(async (client, index) => {
      try {
        const prompt = `Round ${message.round}, client ${index}: what is a lighthouse?`;
        await client.request({ model, prompt, maxOutboundTokens: 64, ...(executor && { executor }) });
        latenciesMs.push(performance.now() - startedAtMs);
      } catch (error) {
        lost.push(toExecutorError(error).code);
      }
    }),
  );
  const result: RoundResult = {
    totalMs: performance.now() - startedAtMs,
    latenciesMs: latenciesMs.sort((a, b) => a - b),
    lost,
  };
  return { result };
}

process.on('message', (message: ToClients) => {
  const answer = message.do === 'connect' ? connect(message) : round(message);
  void answer.then((reply) => process.send?.(reply));
});
process.on('disconnect', () => {
  void Promise.allSettled(clients.map((client) => client.stop())).then(() => process.exit(0));
});
