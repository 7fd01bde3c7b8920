import type { ChatHistoryItem, LlamaContextSequence, Token } from 'node-llama-cpp';
import type { CompleteMessage } from '../protocol.ts';
import { EngineFailure } from './failures.ts';
import { loadLibrary } from './llama.ts';
import { type LoadedModel, withSequence } from './loaded-model.ts';

/** Model tokens of a prompt between two looks at whether it is still wanted. */
const tokensAtOnce = 128;
/** Of a model that does not name its own. */
const defaultTemperature = 0.8;
/** What llama.cpp's own programs sample with where nobody says otherwise. */
const sampling = { topK: 40, topP: 0.95, minP: 0.05 } as const;

/** A finished answer. */
export interface Generated {
  readonly content: string;
  readonly inboundTokens: number;
  readonly outboundTokens: number;
  readonly finishReason: 'stop' | 'length' | 'other';
}

interface GenerateOptions {
  readonly signal: AbortSignal;
  /** Called with the number of model tokens so far. */
  readonly onTokens: (outboundTokens: number) => void;
}

/** Answers one request in a place of its own. @throws EngineFailure */
export function generate(loaded: LoadedModel, message: CompleteMessage, options: GenerateOptions): Promise<Generated> {
  return withSequence(loaded, (sequence) => answer(loaded, sequence, message, options));
}

async function answer(
  { model, chatWrapper }: LoadedModel,
  sequence: LlamaContextSequence,
  message: CompleteMessage,
  { signal, onTokens }: GenerateOptions,
): Promise<Generated> {
  const { LlamaChat } = await loadLibrary();
  const history = historyOf(message);
  const { contextText } = chatWrapper.generateContextState({ chatHistory: history });
  const prompt = contextText.tokenize(model.tokenizer, 'trimLeadingSpace');
  const inboundTokens = prompt.length;
  const room = sequence.contextSize - inboundTokens - 1;
  if (room < 1) {
    throw new EngineFailure('prompt-too-long', { inboundTokens, contextLength: sequence.contextSize });
  }
  await readPrompt(sequence, prompt, signal);
  const chat = new LlamaChat({ contextSequence: sequence, chatWrapper });
  let outboundTokens = 0;
  const { response, metadata } = await chat.generateResponse(history, {
    signal,
    maxTokens: Math.min(message.maxOutboundTokens, room),
    temperature: message.temperature ?? modelTemperature(model.fileInfo.metadata.general),
    ...sampling,
    onResponseChunk({ tokens }) {
      if (tokens.length === 0) return;
      outboundTokens += tokens.length;
      onTokens(outboundTokens);
    },
  });
  return { content: response, inboundTokens, outboundTokens, finishReason: finishReasonOf(metadata.stopReason) };
}

/** Reads all of a prompt but its end, in pieces, so that a long one can be called off; the chat goes on from there. */
async function readPrompt(
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
  signal: AbortSignal,
): Promise<void> {
  for (let from = 0; from < prompt.length - 1; from += tokensAtOnce) {
    signal.throwIfAborted();
    const piece = prompt.slice(from, Math.min(from + tokensAtOnce, prompt.length - 1));
    await sequence.evaluateWithoutGeneratingNewTokens(piece);
  }
}

function historyOf({ systemPrompt, prompt }: CompleteMessage): ChatHistoryItem[] {
  const system: ChatHistoryItem[] = systemPrompt === null ? [] : [{ type: 'system', text: systemPrompt }];
  return [...system, { type: 'user', text: prompt }, { type: 'model', response: [] }];
}

/** The temperature that the file recommends; files of today name it under `general.sampling`. */
function modelTemperature(general: object): number {
  const { sampling: named } = general as { readonly sampling?: { readonly temp?: unknown } };
  const temperature = Number(named?.temp);
  return temperature >= 0 ? temperature : defaultTemperature;
}

function finishReasonOf(stopReason: string): Generated['finishReason'] {
  if (stopReason === 'maxTokens') return 'length';
  return stopReason === 'eogToken' || stopReason.endsWith('Trigger') ? 'stop' : 'other';
}
