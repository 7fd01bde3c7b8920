import { type Clock, systemClock } from '../../../foundation/clock.ts';
import { type ErrorObject, ExecutorError, toExecutorError } from '../../../foundation/errors/index.ts';
import type { Completion, LlmClient, ModelInfo } from '../interface.ts';

/** One thing that was tried. */
export interface BackendTestStep {
  readonly name: 'reach' | 'models' | 'answer' | 'usage' | 'abort';
  readonly ok: boolean;
  /** One sentence for people: what was found. */
  readonly detail: string;
  readonly durationMs: number;
  readonly problem: Omit<ErrorObject, 'retryable'> | null;
}

/**
 * Tries a backend step by step: reach it, list its models, get a tiny answer, look at its counts, stop a generation.
 * A failed step ends the test, because those after it would only repeat its failure.
 *
 * @param options.model - Model to try; the first loaded one when left out.
 * @param options.onStep - Called after each step.
 * @returns The steps that were made, 1 to 5; never rejects for a failure of the backend.
 */
export async function testBackend(
  client: LlmClient,
  options: {
    readonly model?: string | undefined;
    readonly signal: AbortSignal;
    readonly clock?: Clock;
    readonly onStep?: (step: BackendTestStep) => void;
  },
): Promise<BackendTestStep[]> {
  const { signal, clock = systemClock } = options;
  const steps: BackendTestStep[] = [];

  /** Makes one step; false ends the test. */
  async function step(name: BackendTestStep['name'], action: () => Promise<string>): Promise<boolean> {
    const startedAtMs = clock.monotonicMs();
    let detail: string;
    let problem: BackendTestStep['problem'] = null;
    try {
      detail = await action();
    } catch (error) {
      const { retryable: _, ...object } = toExecutorError(error, 'BACKEND_FAILED').toObject();
      problem = object;
      detail = object.message;
    }
    const done = { name, ok: problem === null, detail, durationMs: clock.monotonicMs() - startedAtMs, problem };
    steps.push(done);
    options.onStep?.(done);
    return done.ok;
  }

  let models: readonly ModelInfo[] = [];
  let model = '';
  let answer: Completion | null = null;
  (await step('reach', async () => {
    const { latencyMs, version } = await client.healthCheck({ signal });
    return `${client.name} answers in ${Math.round(latencyMs)} ms${version === null ? '' : ` (${version})`}.`;
  })) &&
    (await step('models', async () => {
      models = await client.listModels({ signal });
      model = chooseModel(client, models, options.model);
      return `${models.length} listed, ${countLoaded(models)} loaded; trying ${model}.`;
    })) &&
    (await step('answer', async () => {
      answer = await client.complete(tinyRequest(model), { signal });
      return `Answered after ${Math.round(answer.durationMs)} ms.`;
    })) &&
    (await step('usage', async () => describeCounts(answer as unknown as Completion))) &&
    (await step('abort', () => stopGeneration(client, model, signal)));
  return steps;
}

function chooseModel(client: LlmClient, models: readonly ModelInfo[], wanted: string | undefined): string {
  const usable = models.filter((model) => model.available);
  const chosen =
    wanted === undefined
      ? (usable.find((model) => model.state === 'loaded') ?? usable[0])
      : models.find((model) => model.id === wanted);
  if (chosen === undefined) throw new ExecutorError('BACKEND_MODEL_NOT_FOUND', { backend: client.name });
  return chosen.id;
}

function countLoaded(models: readonly ModelInfo[]): number {
  return models.filter((model) => model.state === 'loaded').length;
}

function tinyRequest(model: string) {
  return { model, prompt: 'Say hello.', systemPrompt: null, temperature: 0, maxOutboundTokens: 16 };
}

function describeCounts({ inboundTokens, outboundTokens, countedBy }: Completion): string {
  const counts = `${inboundTokens} inbound and ${outboundTokens} outbound tokens`;
  return countedBy === 'backend'
    ? `The backend counts ${counts}.`
    : `The backend states no usage; ${counts} were counted locally, as an estimate.`;
}

/** Stops a long answer at its first model token; a backend that has finished by then is fine too. */
async function stopGeneration(client: LlmClient, model: string, signal: AbortSignal): Promise<string> {
  const stop = new AbortController();
  const request = { ...tinyRequest(model), prompt: 'Write a very long story.', maxOutboundTokens: 512 };
  try {
    await client.complete(request, { signal: AbortSignal.any([signal, stop.signal]), onProgress: () => stop.abort() });
    return 'The answer was complete before it could be stopped.';
  } catch (error) {
    if (!stop.signal.aborted || signal.aborted) throw error;
    return 'A running generation stops when it is called off.';
  }
}
