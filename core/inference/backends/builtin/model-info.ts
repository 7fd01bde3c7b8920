import { type ModelInfo, unknownModel } from '../interface.ts';
import type { BuiltinSettings } from './config.ts';
import type { KnownModel } from './models/index.ts';
import type { ModelEngine } from './process/index.ts';

/** A model file as the catalog sees it. Where it lies is nobody's business. */
export function modelInfo(
  { file, header }: KnownModel,
  engine: ModelEngine | null,
  settings: Pick<BuiltinSettings, 'contextLength' | 'parallel'>,
): ModelInfo {
  const loaded = engine?.loaded ?? null;
  return {
    ...unknownModel(file.id),
    state: engine?.state ?? 'not-loaded',
    loadedContextLength: loaded?.contextLength ?? null,
    maxContextLength: Math.min(header.contextLength ?? settings.contextLength, settings.contextLength),
    architecture: header.architecture,
    quantization: header.quantization,
    parameters: header.parameters === null ? null : parametersText(header.parameters),
    sizeBytes: file.sizeBytes,
    gpuMemoryBytes: loaded?.gpuMemoryBytes ?? null,
    parallel: loaded?.parallel ?? settings.parallel,
  };
}

/** `7.2B`, `135M`, `52K`. */
function parametersText(parameters: number): string {
  for (const [size, letter] of [
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'K'],
  ] as const) {
    if (parameters >= size) return `${Number((parameters / size).toPrecision(2))}${letter}`;
  }
  return String(parameters);
}
