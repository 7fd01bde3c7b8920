import { type Clock, delay, systemClock } from '../foundation/clock.ts';
import type { LlmCallOptions, LlmClient, LlmRequest, LlmResponse, ModelInfo } from '../library/index.ts';

/** The model that test requests ask for and the mock client has. */
export const TEST_MODEL = 'test-model';

/**
 * A model program that answers what it is told to. Each `with…` returns the same client, so that they can be chained.
 *
 * @source executor-library.md, "Mock Executor"
 */
export class MockLlmClient implements LlmClient {
  readonly name = 'mock';
  readonly #clock: Clock;
  readonly #requests: LlmRequest[] = [];
  #response = 'A mock response';
  #promptTokens = 1;
  #completionTokens = 1;
  #models: readonly ModelInfo[] = [{ id: TEST_MODEL, contextLength: 4096 }];
  #error: unknown = null;
  #delayMs = 0;

  /** @param modules.clock - What `withDelay` waits on. @defaultValue the real time */
  constructor({ clock = systemClock }: { readonly clock?: Clock } = {}) {
    this.#clock = clock;
  }

  /** Answers with this text. @defaultValue `A mock response` */
  withResponse(text: string): this {
    this.#response = text;
    return this;
  }

  /** Counts so many model tokens of the prompt and of the answer. @defaultValue 1 and 1 */
  withTokenCount(promptTokens: number, completionTokens: number): this {
    this.#promptTokens = promptTokens;
    this.#completionTokens = completionTokens;
    return this;
  }

  /** Has these models. @defaultValue {@link TEST_MODEL} with a context of 4096 model tokens */
  withModels(...ids: readonly string[]): this {
    this.#models = ids.map((id) => ({ id, contextLength: 4096 }));
    return this;
  }

  /** Fails every request with this error; null ends it. */
  withError(error: unknown): this {
    this.#error = error;
    return this;
  }

  /** Takes this long for each answer, milliseconds on its clock. */
  withDelay(delayMs: number): this {
    this.#delayMs = delayMs;
    return this;
  }

  /** Every request that it was asked, oldest first. */
  get requests(): readonly LlmRequest[] {
    return this.#requests;
  }

  async complete(request: LlmRequest, { signal, onProgress }: LlmCallOptions): Promise<LlmResponse> {
    this.#requests.push(request);
    if (this.#delayMs > 0) await delay(this.#clock, this.#delayMs, signal);
    if (this.#error !== null) throw this.#error;
    const [promptTokens, completionTokens] = [this.#promptTokens, this.#completionTokens];
    onProgress(completionTokens);
    return {
      content: this.#response,
      model: request.model,
      promptTokens,
      completionTokens,
      totalTokens: promptTokens + completionTokens,
    };
  }

  async listModels(): Promise<readonly ModelInfo[]> {
    return this.#models;
  }

  async healthCheck(): Promise<boolean> {
    return true;
  }
}
