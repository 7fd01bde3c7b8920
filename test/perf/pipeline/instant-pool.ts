import { systemClock } from '../../../core/foundation/clock.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import {
  BackendPool,
  type Completion,
  type LlmClient,
  unknownFacts,
  unknownModel,
} from '../../../core/inference/backends/index.ts';

const answer: Completion = {
  content: 'A bounded queue keeps a server honest: it says no early instead of late.',
  inboundTokens: 40,
  outboundTokens: 18,
  countedBy: 'backend',
  finishReason: 'stop',
  timeToFirstTokenMs: 0,
  durationMs: 0,
};

const instantClient: LlmClient = {
  kind: 'demo',
  name: 'instant',
  complete: async () => answer,
  listModels: async () => [unknownModel('model-a')],
  healthCheck: async () => ({ latencyMs: 0, version: null }),
  version: async () => null,
  control: null,
  facts: async () => unknownFacts,
  close: async () => {},
};

/** A pool of one backend that answers at once. It has been looked at, and looks no more. */
export async function instantPool(): Promise<BackendPool> {
  const backends = [{ client: instantClient, baseUrl: '' }];
  const pool = new BackendPool({ clock: systemClock, logger: silentLogger }, backends);
  await pool.start();
  await pool.refresh();
  await pool.stop();
  return pool;
}
