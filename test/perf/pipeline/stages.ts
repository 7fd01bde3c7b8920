import { Admission } from '../../../core/executor/admission.ts';
import { queueSettings } from '../../../core/executor/queue-settings.ts';
import { systemClock as clock } from '../../../core/foundation/clock.ts';
import { checkConfigText } from '../../../core/foundation/config/index.ts';
import { silentLogger as logger } from '../../../core/foundation/logger.ts';
import { systemRandom as random } from '../../../core/foundation/random.ts';
import type { Identity } from '../../../core/identity/index.ts';
import { ResponseCache } from '../../../core/request/cache/index.ts';
import { Hooks } from '../../../core/request/hooks/index.ts';
import { RequestQueue, unlimitedResources } from '../../../core/request/index.ts';

const settings = (inFlight: number) => `
[request_handling]
max_concurrent_requests = ${inFlight}

[rate_limiting]
enabled = true
[[rate_limiting.rules]]
identifier = "peer_id"
max_requests_per_minute = 1000000
max_tokens_per_minute = 1000000000
[[rate_limiting.rules]]
identifier = "client_address"
max_requests_per_minute = 1000000

[content_filter]
enabled = true
block_patterns = ["malicious.*pattern", "dangerous.*content"]
max_prompt_length = 10000
scan_responses = true

[cache]
enabled = true
max_size_gb = 0.01

[priority]
enabled = true
strategy = "price_weighted"
`;

/** The stations as an owner would have them: limits, two patterns, a memory cache, a plugin in process, three lanes. */
export async function ownersStages(identity: Identity, { inFlight }: { inFlight: number }) {
  const { config, problems } = checkConfigText(settings(inFlight), { file: 'benchmark.toml', env: {} });
  if (config === null) throw new Error(JSON.stringify(problems));
  const admission = new Admission({ clock, logger }, config);
  const hooks = new Hooks({ clock, logger });
  let seen = 0;
  hooks.register({
    name: 'counter',
    onRequest: () => {
      seen += 1;
    },
    onResponse: (context, { totalTokens }) => context.log({ seen, totalTokens }),
  });
  const origin = () => ({
    backendKind: 'demo',
    backendName: 'instant',
    backendUrl: '',
    backendVersion: '1',
    quantization: null,
    contextLength: null,
    architecture: null,
    modelBytes: null,
  });
  const cache = new ResponseCache(
    { identity, origin, clock, random, logger },
    { settings: config.cache, folder: '/nonexistent' },
  );
  const noLimits = {
    maxConcurrentRequests: null,
    maxTokensPerSecond: null,
    maxBatchSize: null,
    optimalBatchSize: null,
  };
  const queue = new RequestQueue(
    { clock, models: { limits: () => noLimits, isLoaded: () => true, performance: () => null } },
    queueSettings(config),
  );
  await admission.start();
  await cache.start();
  return {
    stages: { ...admission.stages, hooks, cache, resources: unlimitedResources },
    queue,
    config,
    async close() {
      await cache.stop();
      await admission.stop();
    },
  };
}
