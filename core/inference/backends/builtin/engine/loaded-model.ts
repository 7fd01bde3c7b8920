import { availableParallelism } from 'node:os';
import type { ChatWrapper, Llama, LlamaContext, LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import type { LoadMessage } from '../protocol.ts';
import { failureOf } from './failures.ts';
import { loadLibrary, startLlama } from './llama.ts';

/** Weights below this are computed faster by one thread than by several that wait for each other, bytes. */
const oneThreadBytes = 64 * 1024 * 1024;
/** With fewer model tokens of context nothing useful is answered. */
const leastContextLength = 256;

/** A model in memory and the places for requests in it. */
export interface LoadedModel {
  readonly llama: Llama;
  readonly model: LlamaModel;
  readonly context: LlamaContext;
  readonly chatWrapper: ChatWrapper;
  readonly parallel: number;
  readonly gpuMemoryBytes: number;
}

/** Loads a model file. @throws EngineFailure */
export async function loadModel(message: LoadMessage, onProgress: (fraction: number) => void): Promise<LoadedModel> {
  const { file, threads: askedThreads, parallel } = message;
  try {
    const { resolveChatWrapper } = await loadLibrary();
    const llama = await startLlama({ gpu: message.gpu, threads: askedThreads ?? spareThreads() });
    await llama.setVramCap(message.maxGpuMemoryBytes);
    const contextSize = message.contextLength ?? message.mostContextLength;
    const model = await llama.loadModel({
      modelPath: file,
      gpuLayers: llama.gpu === false ? 0 : { fitContext: { contextSize: contextSize * parallel } },
      onLoadProgress: onProgress,
    });
    const threads = askedThreads ?? (model.size < oneThreadBytes ? 1 : spareThreads());
    const context = await model.createContext({
      sequences: parallel,
      threads,
      contextSize: message.contextLength ?? {
        min: Math.min(leastContextLength, model.trainContextSize),
        max: Math.min(contextSize, model.trainContextSize),
      },
    });
    const { gpuVram } = await llama.getLlamaMemoryUsage();
    const chatWrapper = resolveChatWrapper(model, { warningLogs: false });
    return { llama, model, context, chatWrapper, parallel, gpuMemoryBytes: gpuVram };
  } catch (error) {
    throw failureOf(error, 'load-failed');
  }
}

/** All cores but one: threads of a model wait for each other busily, and everything else would wait for them. */
function spareThreads(): number {
  return Math.max(1, availableParallelism() - 1);
}

/** A place in the model for one request; what it read and wrote is forgotten at the end, whatever happens. */
export async function withSequence<Result>(
  { context }: LoadedModel,
  use: (sequence: LlamaContextSequence) => Promise<Result>,
): Promise<Result> {
  const sequence = context.getSequence();
  try {
    return await use(sequence);
  } finally {
    await sequence.clearHistory();
    await sequence.dispose();
  }
}
