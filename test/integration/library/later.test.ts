import { expect, test } from 'vitest';
import { Executor, registerCounter, registerHistogram } from '../../../core/index.ts';
import { MockExecutor } from '../../../core/testing/index.ts';

/** What the document shows and a later version does: each call refuses, whatever it is given, and nothing is ignored. */
const examples: readonly (readonly [heading: string, feature: string, run: (executor: Executor) => unknown])[] = [
  [
    'Dynamic Pricing',
    'setPricingEngine',
    (executor) =>
      executor.setPricingEngine({
        calculatePrice: async () => [500_000_000_000_000n, 1_000_000_000_000_000n],
      }),
  ],
  [
    'Price Updates',
    'setPriceUpdateStrategy',
    (executor) =>
      executor.setPriceUpdateStrategy({ updateIntervalSecs: 300, minChangePercent: 5, announcementDelaySecs: 60 }),
  ],
  ['Health Checks', 'setHealthChecker', (executor) => executor.setHealthChecker(async () => ({ healthy: true }))],
  ['Health Checks', 'enableHealthEndpoint', (executor) => executor.enableHealthEndpoint('127.0.0.1:8080')],
  [
    'Metrics Export',
    'setMetricsConfig',
    (executor) =>
      executor.setMetricsConfig({
        enabled: true,
        endpoint: '127.0.0.1:9092',
        globalLabels: [['region', 'us-east-1']],
        histograms: [['request_duration', [0.1, 0.5, 1]]],
        pushGateway: 'http://127.0.0.1:9091',
        pushIntervalSecs: 30,
      }),
  ],
  ['Custom Metrics', 'registerCounter', () => registerCounter('executor_cache_hits_total', 'Number of cache hits')],
  [
    'Custom Metrics',
    'registerHistogram',
    () => registerHistogram('executor_model_load_seconds', 'Time to load model', [1, 5, 10, 30, 60]),
  ],
];

const headings = [...new Set(examples.map(([heading]) => heading))];

test.each(headings)('%s', (heading) => {
  for (const [, feature, run] of examples.filter(([name]) => name === heading)) {
    const refusal = expect.objectContaining({ code: 'FEATURE_NOT_AVAILABLE', details: { feature } });
    expect(() => run(new Executor())).toThrow(refusal);
    expect(() => run(new MockExecutor() as unknown as Executor)).toThrow(refusal);
  }
});
