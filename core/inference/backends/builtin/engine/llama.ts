import type { Llama } from 'node-llama-cpp';
import type { GpuChoice } from '../protocol.ts';
import { EngineFailure } from './failures.ts';

/** The library; it takes a third of a second to load, so nobody loads it before it is needed. */
export const loadLibrary = () => import('node-llama-cpp');

interface StartOptions {
  readonly gpu: GpuChoice;
  readonly threads: number | null;
}

/** Starts llama.cpp: a prebuilt one, never one that is downloaded or built. @throws EngineFailure */
export async function startLlama({ gpu, threads }: StartOptions): Promise<Llama> {
  const { getLlama, LlamaLogLevel } = await loadLibrary();
  const common = {
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
    ...(threads === null ? {} : { maxThreads: threads }),
  } as const;
  if (gpu === 'off') return getLlama({ ...common, gpu: false });
  // A GPU library that is missing or fails leaves the processor, unless it was asked for by name.
  if (gpu === 'auto') return getLlama({ ...common, gpu: 'auto' });
  const llama = await getLlama({ ...common, gpu }).catch(() => null);
  // On a system that has no such interface at all, the library takes the processor without a word.
  if (llama === null || llama.gpu !== gpu) throw new EngineFailure('no-gpu');
  return llama;
}

/** What computes, for people: the name of the interface to the GPU, or `CPU`. */
export function computeName(llama: Llama): string {
  const names = { vulkan: 'Vulkan', cuda: 'CUDA', metal: 'Metal' } as const;
  return llama.gpu === false ? 'CPU' : names[llama.gpu];
}
