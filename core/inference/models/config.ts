import { z } from 'zod';
import { optional, priceUnit, priceValue } from '../../foundation/setting-values.ts';
import { defineFreeSection, defineListSection, defineSection, setting } from '../../foundation/settings.ts';
import { parseEth, type Wei } from '../../foundation/units/index.ts';

export { checkAliases } from './check-aliases.ts';

/** What the owner says about one model. Null leaves it to the backend or to what holds for all models. */
export interface ModelSettings {
  /** Id of the model at the backend, exactly. */
  readonly name: string;
  /** False: not offered, whatever the backend has. */
  readonly enabled: boolean;
  /** Model tokens of prompt and answer together. */
  readonly contextLength: number | null;
  /** Wei per model token of the prompt. */
  readonly inboundPriceWei: Wei | null;
  /** Wei per model token of the answer. */
  readonly outboundPriceWei: Wei | null;
  /** Requests that are released to the backend together. */
  readonly maxBatchSize: number | null;
  /** Model tokens of answers a second, over all its requests. */
  readonly maxTokensPerSecond: number | null;
  /** Requests in the backend at once. */
  readonly maxConcurrentRequests: number | null;
  /** GPU memory that it needs, gigabytes of 10⁹ bytes. */
  readonly gpuMemoryGb: number | null;
  readonly cpuCores: number | null;
  /** Further names that it is offered under. */
  readonly aliases: readonly string[];
  /** What it is announced for, in the network's words; null for what its program says. */
  readonly capabilities: readonly string[] | null;
  /** Requests that batching aims at, at most `maxBatchSize`. */
  readonly optimalBatchSize: number | null;
  /** Model tokens of one answer a second, as long as nothing was measured. */
  readonly tokensPerSecond: number | null;
  /** To the first model token of an answer, milliseconds, as long as nothing was measured. */
  readonly firstTokenLatencyMs: number | null;
}

const price = optional(priceValue);
const priceOrNull = (text: string | null) => (text === null ? null : parseEth(text));

/** `[[models]]` of the configuration file. */
export const modelsSection = defineListSection({
  name: 'models',
  about: 'What holds for one model instead of what holds for all.',
  acts: 'core/inference/models',
  reload: 'now',
  maxItems: 1000,
  unique: 'name',
  example: { name: 'llama-2-13b-chat', inbound_price: '0.0004', outbound_price: '0.0008' },
  keys: {
    name: setting(z.string().min(1).max(256), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'each model is charged at its own price, in each direction',
      },
      description: 'Id of the model, exactly as the backend lists it.',
      unit: 'text of 1 to 256 characters',
      example: 'llama-2-13b-chat',
    }),
    enabled: setting(z.boolean().default(true), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'a model that is switched off is neither announced nor answered',
      },
      description: 'Whether the model is offered to the network.',
      unit: 'true or false',
    }),
    context_length: setting(optional(z.int().min(1).max(100_000_000)), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'the announced context is the smaller one of the limit and what the backend has',
      },
      description: 'Most model tokens of prompt and answer together; never more than the backend says.',
      unit: 'whole number of model tokens, 1 to 100000000',
      example: 4096,
    }),
    inbound_price: setting(price, {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'each model is charged at its own price, in each direction',
      },
      description: 'Price of one model token of the prompt, instead of base_inbound_price.',
      unit: priceUnit,
      acts: 'core/money/pricing',
      example: '0.0004',
    }),
    outbound_price: setting(price, {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'each model is charged at its own price, in each direction',
      },
      description: 'Price of one model token of the answer, instead of base_outbound_price.',
      unit: priceUnit,
      acts: 'core/money/pricing',
      example: '0.0008',
    }),
    max_batch_size: setting(optional(z.int().min(1).max(1024)), {
      test: {
        file: 'test/integration/executor/queue-settings.test.ts',
        title: 'gives the model program max_batch_size of a model',
      },
      description: 'How many requests for the model are released to the backend together.',
      unit: 'whole number, 1 to 1024',
      acts: 'core/request/batching',
      example: 4,
    }),
    max_tokens_per_second: setting(optional(z.number().positive().max(1_000_000)), {
      test: {
        file: 'test/integration/executor/queue-settings.test.ts',
        title: 'lets the next request go when answers are below max_tokens_per_second',
      },
      description: 'How many model tokens of answers the model may make a second, over all its requests.',
      unit: 'number of model tokens a second, above 0, at most 1000000',
      acts: 'core/request/queue',
      example: 50,
    }),
    max_concurrent_requests: setting(optional(z.int().min(1).max(1024)), {
      test: {
        file: 'test/integration/executor/queue-settings.test.ts',
        title: 'gives the model program max_concurrent_requests of a model',
      },
      description: 'How many requests for the model the backend is given at the same time.',
      unit: 'whole number, 1 to 1024',
      acts: 'core/request/queue',
      example: 5,
    }),
    aliases: setting(z.array(z.string().min(1).max(256)).max(64).default([]), {
      test: {
        file: 'test/integration/executor/model-aliases.test.ts',
        title: 'a further name is announced and answered, whether the model or [model_aliases] gives it',
      },
      description: 'Further names that the model is offered under, as in [model_aliases].',
      unit: 'list of at most 64 names',
      example: ['llama-2-13b'],
    }),
    capabilities: setting(
      optional(
        z
          .array(z.string().regex(/^[a-z][a-z0-9_-]{0,31}$/, 'is not a word of small letters'))
          .min(1)
          .max(16),
      ),
      {
        test: {
          file: 'test/integration/executor/model-announcements.test.ts',
          title: 'a model is announced for its capabilities',
        },
        description: 'What the model is announced for; left out, what its program says.',
        unit: 'list of 1 to 16 words such as "chat" and "completion"',
        example: ['chat', 'completion'],
      },
    ),
    optimal_batch_size: setting(optional(z.int().min(1).max(1024)), {
      test: {
        file: 'test/integration/executor/queue-settings.test.ts',
        title: 'aims at optimal_batch_size of a model',
      },
      description:
        'How many requests for the model [batching] aims at, when enabled; the adaptive strategy starts there.',
      unit: 'whole number, 1 to 1024; at most max_batch_size counts',
      acts: 'core/request/batching',
      example: 2,
    }),
    tokens_per_second: setting(optional(z.number().positive().max(1_000_000)), {
      test: {
        file: 'test/integration/executor/model-announcements.test.ts',
        title: 'a configured performance is announced until it is measured, and lets waiting be expected',
      },
      description: 'How fast one answer is made, for announcements and expected waiting until it is measured.',
      unit: 'number of model tokens a second, above 0, at most 1000000',
      acts: 'core/inference/models/performance',
      example: 50,
    }),
    first_token_latency_ms: setting(optional(z.int().min(0).max(300_000)), {
      test: {
        file: 'test/integration/executor/model-announcements.test.ts',
        title: 'a configured performance is announced until it is measured, and lets waiting be expected',
      },
      description: 'Time to the first model token of an answer, likewise.',
      unit: 'whole milliseconds, 0 to 300000',
      acts: 'core/inference/models/performance',
      example: 500,
    }),
    gpu_memory_gb: setting(optional(z.number().min(0).max(100_000)), {
      test: {
        file: 'test/integration/executor/resource-settings.test.ts',
        title: 'takes what a model needs from gpu_memory_gb, and from min_gpu_memory_gb',
      },
      description: 'How much GPU memory the model needs; left out, it is estimated.',
      unit: 'gigabytes of 1000000000 bytes, 0 to 100000',
      acts: 'core/inference/resources',
      example: 40,
    }),
    min_gpu_memory_gb: setting(optional(z.number().min(0).max(100_000)), {
      test: {
        file: 'test/integration/executor/resource-settings.test.ts',
        title: 'takes what a model needs from gpu_memory_gb, and from min_gpu_memory_gb',
      },
      description: 'The least GPU memory that must be free for the model, where gpu_memory_gb is not given.',
      unit: 'gigabytes of 1000000000 bytes, 0 to 100000',
      acts: 'core/inference/resources',
      example: 16,
    }),
    cpu_cores: setting(optional(z.int().min(1).max(4096)), {
      test: {
        file: 'test/integration/executor/cpu-settings.test.ts',
        title: 'gives the built-in engine the fewest threads that a setting allows',
      },
      description: 'How many processor cores the model gets: its threads, for the built-in engine.',
      unit: 'whole number, 1 to 4096',
      acts: 'core/inference/resources',
      example: 8,
    }),
  },
  read: (items): readonly ModelSettings[] =>
    items.map((item) => ({
      name: item.name,
      enabled: item.enabled,
      contextLength: item.context_length,
      inboundPriceWei: priceOrNull(item.inbound_price),
      outboundPriceWei: priceOrNull(item.outbound_price),
      maxBatchSize: item.max_batch_size,
      maxTokensPerSecond: item.max_tokens_per_second,
      maxConcurrentRequests: item.max_concurrent_requests,
      gpuMemoryGb: item.gpu_memory_gb ?? item.min_gpu_memory_gb,
      cpuCores: item.cpu_cores,
      aliases: item.aliases,
      capabilities: item.capabilities,
      optimalBatchSize: item.optimal_batch_size,
      tokensPerSecond: item.tokens_per_second,
      firstTokenLatencyMs: item.first_token_latency_ms,
    })),
});

/** How the models of the backend become models that are offered. */
export interface DiscoverySettings {
  /** True: everything that the backend has is offered; false: only what `[[models]]` lists. */
  readonly enabled: boolean;
  readonly refreshIntervalSecs: number;
  /** False: models that `[[models]]` does not list are answered and not announced. */
  readonly advertiseModels: boolean;
  /** The only models that are served; empty for all. */
  readonly onlyModels: readonly string[];
  /** Whole seconds without a request after which a model that was loaded for requests is unloaded; 0 for never. */
  readonly unloadAfterIdleSecs: number;
}

/** `[model_discovery]` of the configuration file. */
export const modelDiscoverySection = defineSection({
  name: 'model_discovery',
  about: 'How the models of the backend become models that are offered.',
  acts: 'core/inference/models',
  reload: 'now',
  keys: {
    enabled: setting(z.boolean().default(true), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'without discovery only listed models are offered, and what is not advertised is answered all the same',
      },
      description: 'Whether everything that the backend has is offered; otherwise only what [[models]] lists.',
      unit: 'true or false',
    }),
    refresh_interval_secs: setting(z.int().min(1).max(86_400).default(15), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'a model that the backend gets later is answered after refresh_interval_secs',
      },
      description: 'Time between two looks at what the backend has.',
      unit: 'whole seconds, 1 to 86400',
    }),
    advertise_models: setting(z.boolean().default(true), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'without discovery only listed models are offered, and what is not advertised is answered all the same',
      },
      description: 'Whether models that [[models]] does not list are announced; they are answered in any case.',
      unit: 'true or false',
    }),
    only_models: setting(z.array(z.string().min(1).max(256)).max(1000).default([]), {
      test: {
        file: 'test/integration/executor/model-settings.test.ts',
        title: 'LLOOM_EXECUTOR_MODELS names the only models that are served',
      },
      description: 'The only models that are served; empty for all. LLOOM_EXECUTOR_MODELS sets it.',
      unit: 'list of at most 1000 model ids',
    }),
    unload_after_idle_secs: setting(z.int().min(0).max(604_800).default(0), {
      test: {
        file: 'test/integration/executor/model-loads.test.ts',
        title: 'a model that was loaded for requests is unloaded after unload_after_idle_secs without any',
      },
      acts: 'core/inference/models/loads',
      description:
        'Time without a request after which a model that was loaded for requests is unloaded; 0 never does it.',
      note: 'What you loaded yourself stays. A time of the program itself, such as the keep_alive of Ollama, may end sooner.',
      unit: 'whole seconds, 0 to 604800',
    }),
  },
  read: (values): DiscoverySettings => ({
    enabled: values.enabled,
    refreshIntervalSecs: values.refresh_interval_secs,
    advertiseModels: values.advertise_models,
    onlyModels: values.only_models,
    unloadAfterIdleSecs: values.unload_after_idle_secs,
  }),
});

/** `[model_aliases]` of the configuration file. */
export const modelAliasesSection = defineFreeSection({
  name: 'model_aliases',
  about: 'Further names that a model is offered under. A model of a program that has the name itself goes first.',
  acts: 'core/inference/models',
  reload: 'now',
  test: {
    file: 'test/integration/executor/model-aliases.test.ts',
    title: 'a further name is announced and answered, whether the model or [model_aliases] gives it',
  },
  value: setting(z.string().min(1).max(256), {
    test: {
      file: 'test/integration/executor/model-aliases.test.ts',
      title: 'a further name is announced and answered, whether the model or [model_aliases] gives it',
    },
    description: 'Id of the model behind the name, or another further name.',
    unit: 'text of 1 to 256 characters',
  }),
  unit: '"name" = "id of a model", at most 1000',
  maxKeys: 1000,
  example: { fast: 'llama-2-7b-chat' },
  read: (aliases): Readonly<Record<string, string>> => aliases,
});
