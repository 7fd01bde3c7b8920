import { z } from 'zod';
import { listenUnit, listenValue, optional, urlValue } from '../../foundation/setting-values.ts';
import { defineLaterSection, setting } from '../../foundation/settings.ts';

/** `[metrics]` of the configuration file. */
export const metricsSection = defineLaterSection({
  name: 'metrics',
  about: 'Figures for Prometheus.',
  acts: 'core/operations/metrics',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description: 'Whether figures are offered; LLOOM_METRICS_ENABLED sets it.',
      unit: 'true or false',
    }),
    endpoint: setting(listenValue.default('127.0.0.1:9092'), {
      description: 'Where they are offered; at 0.0.0.0 every computer that reaches this one can read them.',
      unit: listenUnit,
      door: true,
    }),
    push_gateway: setting(optional(urlValue(['http', 'https'])), {
      description: 'Gateway that the figures are sent to as well.',
      unit: 'http or https URL',
      kind: 'secret',
    }),
    push_interval_secs: setting(z.int().min(1).max(86_400).default(30), {
      description: 'How often they are sent there.',
      unit: 'whole seconds, 1 to 86400',
    }),
  },
});
