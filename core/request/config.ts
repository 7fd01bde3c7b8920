import { z } from 'zod';
import { defineSection, setting } from '../foundation/settings.ts';

/** Limits of what is accepted and how much at once. */
export interface RequestHandlingSettings {
  readonly maxConcurrentRequests: number;
  readonly requestTimeoutSecs: number;
  readonly maxRequestSizeBytes: number;
  readonly maxTokensPerRequest: number;
  readonly maxQueueSize: number;
}

/** Seconds after which the programs of the network give a request up. */
const networkLimitSecs = 300;
const withinNetworkLimit = (secs: number) => Math.min(secs, networkLimitSecs);

/** `[request_handling]` of the configuration file. */
export const requestHandlingSection = defineSection({
  name: 'request_handling',
  acts: 'core/request',
  reload: 'now',
  about: 'Limits of what is accepted and how much at once.',
  keys: {
    max_concurrent_requests: setting(z.int().min(1).max(1024).default(10), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'runs max_concurrent_requests at once, lets max_queue_size wait, and refuses the next',
      },
      description: 'How many requests the model program is given at the same time; the others wait.',
      unit: 'whole number, 1 to 1024',
    }),
    request_timeout_secs: setting(z.int().min(1).max(3600).default(280).transform(withinNetworkLimit), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'gives a request up after request_timeout_secs and charges nothing',
      },
      description: 'Longest time from acceptance to answer; a request that takes longer is given up and not charged.',
      unit: 'whole seconds, 1 to 3600; above 300, where the network itself gives up, 300 is used',
      warn: (value) =>
        Number(value) > networkLimitSecs
          ? `is ${value}, and the network gives up after ${networkLimitSecs} seconds: ${networkLimitSecs} is used.`
          : null,
    }),
    max_request_size_bytes: setting(z.int().min(1024).max(1_048_576).default(1_048_576), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'refuses requests above max_request_size_bytes and max_tokens_per_request',
      },
      description: 'Largest request that is accepted.',
      unit: 'whole bytes, 1024 to 1048576 (1 MiB, the limit of the network)',
    }),
    max_tokens_per_request: setting(z.int().min(1).max(1_048_576).default(4096), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'refuses requests above max_request_size_bytes and max_tokens_per_request',
      },
      description: 'Most model tokens that an answer may have.',
      unit: 'whole number of model tokens, 1 to 1048576',
    }),
    max_queue_size: setting(z.int().min(0).max(10_000).default(100), {
      test: {
        file: 'test/integration/executor/settings.test.ts',
        title: 'runs max_concurrent_requests at once, lets max_queue_size wait, and refuses the next',
      },
      description: 'How many requests may wait; more are refused, and their clients ask another executor.',
      unit: 'whole number, 0 to 10000; 0 lets none wait',
    }),
  },
  read: (values): RequestHandlingSettings => ({
    maxConcurrentRequests: values.max_concurrent_requests,
    requestTimeoutSecs: values.request_timeout_secs,
    maxRequestSizeBytes: values.max_request_size_bytes,
    maxTokensPerRequest: values.max_tokens_per_request,
    maxQueueSize: values.max_queue_size,
  }),
});
