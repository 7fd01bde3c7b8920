import type { Clock } from '../../foundation/clock.ts';
import { type ErrorCode, type ErrorDetails, ExecutorError } from '../../foundation/errors/index.ts';
import {
  type LlmClient as Backend,
  type Completion,
  type CompletionOptions,
  type CompletionRequest,
  type ModelInfo as ModelOffer,
  unknownFacts,
  unknownModel,
} from '../../inference/backends/index.ts';
import type { LlmClient, LlmResponse, ModelInfo } from './llm-client.ts';
import { withinTime } from './within-time.ts';

/** How long a model list or a health check may take, milliseconds: as for the backends that come with us. */
const PROBE_TIMEOUT_MS = 10_000;
const MAX_LISTED_MODELS = 1000;
/** Highest count of model tokens that is believed; far above every context. */
const MAX_COUNT = 0xffff_ffff;

/**
 * Puts a client of the embedding program where the executor expects one of its own backends: foreign exceptions become
 * codes, values are checked, and every call ends in time, whether the client obeys the signal or not.
 *
 * @param options.timeoutSecs - Longest time of one answer.
 */
export function adaptLlmClient(
  client: LlmClient,
  { clock }: { readonly clock: Clock },
  { timeoutSecs }: { readonly timeoutSecs: number },
): Backend {
  const name = client.name ?? 'custom';
  if (!/^[\x20-\x7e]{1,64}$/.test(name)) throw new ExecutorError('CONFIG_INVALID', { key: 'llmClient.name' });
  const failWith = (code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) =>
    new ExecutorError(code, { backend: name, ...details }, { cause });
  const badResponse = (field: string) => failWith('BACKEND_BAD_RESPONSE', { field });

  /** Settles in time, with a value or `BACKEND_*`. */
  async function call<T>(signal: AbortSignal, timeoutMs: number, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withinTime(clock, { signal, timeoutMs }, run);
    } catch (thrown) {
      if (signal.aborted) throw failWith('BACKEND_ABORTED');
      if (thrown instanceof ExecutorError && thrown.code.startsWith('BACKEND_')) throw thrown;
      throw failWith('BACKEND_FAILED', {}, thrown);
    }
  }

  async function complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
    const { maxOutboundTokens, ...asked } = request;
    const startedAtMs = clock.monotonicMs();
    let timeToFirstTokenMs: number | null = null;
    let outboundTokens = 0;
    const onProgress = (generated: number) => {
      if (options.signal.aborted || !isCount(generated) || generated <= outboundTokens) return;
      outboundTokens = generated;
      timeToFirstTokenMs ??= clock.monotonicMs() - startedAtMs;
      options.onProgress?.({ outboundTokens, timeToFirstTokenMs });
    };
    const response = await call(options.signal, timeoutSecs * 1000, (signal) =>
      client.complete({ ...asked, maxTokens: maxOutboundTokens }, { signal, onProgress }),
    );
    const wrong = wrongField(response);
    if (wrong !== null) throw badResponse(wrong);
    return {
      content: response.content,
      inboundTokens: response.promptTokens,
      outboundTokens: response.completionTokens,
      countedBy: 'backend',
      finishReason: response.finishReason ?? 'stop',
      timeToFirstTokenMs,
      durationMs: clock.monotonicMs() - startedAtMs,
    };
  }

  return {
    kind: 'custom',
    name,
    complete,
    async listModels({ signal }) {
      const models = await call(signal, PROBE_TIMEOUT_MS, (inner) => client.listModels({ signal: inner }));
      if (!Array.isArray(models)) throw badResponse('listModels');
      return uniqueById(models.slice(0, MAX_LISTED_MODELS)).map((model) => {
        if (!isModel(model)) throw badResponse('listModels');
        return offerOf(model);
      });
    },
    async healthCheck({ signal }) {
      const startedAtMs = clock.monotonicMs();
      const healthy = await call(signal, PROBE_TIMEOUT_MS, (inner) => client.healthCheck({ signal: inner }));
      if (healthy !== true) throw failWith('BACKEND_UNREACHABLE');
      return { latencyMs: clock.monotonicMs() - startedAtMs, version: null };
    },
    version: async () => null,
    control: null,
    facts: async ({ signal }) => {
      if (signal.aborted) throw failWith('BACKEND_ABORTED');
      return unknownFacts;
    },
    // The client belongs to the program that brought it.
    async close() {},
  };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_COUNT;
}

/** Name of the field that makes a response unusable; null when it is good. Programs without types may give anything. */
function wrongField(response: LlmResponse | null | undefined): string | null {
  if (typeof response !== 'object' || response === null) return 'response';
  const { content, promptTokens, completionTokens, totalTokens = promptTokens + completionTokens } = response;
  if (typeof content !== 'string') return 'content';
  if (!isCount(promptTokens)) return 'promptTokens';
  if (!isCount(completionTokens)) return 'completionTokens';
  if (totalTokens !== promptTokens + completionTokens) return 'totalTokens';
  return ['stop', 'length', 'other', undefined].includes(response.finishReason) ? null : 'finishReason';
}

function isModel(model: ModelInfo | null | undefined): model is ModelInfo {
  if (typeof model !== 'object' || model === null) return false;
  const { id, contextLength } = model;
  return (
    typeof id === 'string' && id !== '' && (contextLength == null || (isCount(contextLength) && contextLength > 0))
  );
}

function uniqueById(models: readonly ModelInfo[]): readonly ModelInfo[] {
  return [...new Map(models.map((model) => [model?.id, model])).values()];
}

function offerOf({ id, contextLength }: ModelInfo): ModelOffer {
  return { ...unknownModel(id), maxContextLength: contextLength ?? null };
}
