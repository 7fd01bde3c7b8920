import { expect, it } from 'vitest';
import { systemClock } from '../../../../../../core/foundation/clock.ts';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import { Secret } from '../../../../../../core/foundation/secret.ts';
import { backendSource } from '../../../../../../core/inference/backends/index.ts';
import { backendSettings } from '../../../../../utils/backend.ts';

it('gives the same client for the same settings, and another one where anything differs, a secret too', () => {
  const source = backendSource({ clock: systemClock, logger: silentLogger, usageFile: null });
  const openaiLimits = { maxRequestsPerMinute: null, maxTokensPerMinute: null, maxCostPerDayUsd: null, prices: {} };
  const first = backendSettings('lmstudio', 'http://127.0.0.1:1');
  const further = (key: string) =>
    backendSettings('openai', 'http://127.0.0.1:2/v1', { name: 'upstairs', apiKey: new Secret(key) });
  const clients = (key: string) =>
    source({ llmClient: { ...first }, llmClients: [further(key)], openaiLimits }).map(({ client }) => client);
  const before = clients('old');
  expect(before.map(({ name }) => name)).toEqual(['lmstudio', 'upstairs']);
  expect(clients('old').map((client, index) => client === before[index])).toEqual([true, true]);
  expect(clients('new').map((client, index) => client === before[index])).toEqual([true, false]);
  expect(clients('old').map((client, index) => client === before[index])).toEqual([true, false]);
});
