import type { LlmCallOptions, LlmClient, LlmRequest, LlmResponse } from '../../core/index.ts';

/** A client as a program might write one: repeats the prompt, word by word, a word a model token. */
export class WordClient implements LlmClient {
  readonly name = 'words';

  async complete({ prompt, maxTokens }: LlmRequest, { signal, onProgress }: LlmCallOptions): Promise<LlmResponse> {
    const words = prompt.split(' ');
    const said: string[] = [];
    for (const word of words.slice(0, maxTokens)) {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      said.push(word);
      onProgress(said.length);
    }
    return {
      content: said.join(' '),
      promptTokens: words.length,
      completionTokens: said.length,
      totalTokens: words.length + said.length,
      finishReason: said.length < words.length ? 'length' : 'stop',
    };
  }

  async listModels() {
    return [{ id: 'repeater', contextLength: 2048 }];
  }

  async healthCheck() {
    return true;
  }
}
