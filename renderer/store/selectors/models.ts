import type { CatalogueModel, Model, Pull } from '../../../core/control/schemas/models.ts';
import type { Status } from '../../../core/control/schemas/status.ts';
import { formatBytes, formatCount, formatPlural } from '../../format/counts.ts';
import { formatByteSpeed, formatBytesOf } from '../../format/measures.ts';
import { formatDuration } from '../../format/time.ts';
import { programName } from './program.ts';

type Backend = Status['backend'];

/** A model program with its models. */
export interface ProgramGroup {
  readonly backend: Backend;
  readonly name: string;
  /** Version, address and how fast it answers. */
  readonly facts: string;
  readonly models: readonly Model[];
}

/** Every program with its models; models of a program that is not configured any more stand with the first. */
export function programGroups(status: Status, models: readonly Model[]): readonly ProgramGroup[] {
  const names = new Set(status.backends.map(({ name }) => name));
  return status.backends.map((backend, place) => ({
    backend,
    name: programName(backend),
    facts: programFacts(backend, status.demo),
    models: models.filter((model) => model.backend === backend.name || (place === 0 && !names.has(model.backend))),
  }));
}

function programFacts({ kind, version, baseUrl, state, latencyMs }: Backend, demo: boolean): string {
  const answers =
    state === 'unknown'
      ? 'not asked yet'
      : state === 'unreachable'
        ? 'does not answer'
        : latencyMs === null
          ? 'answers'
          : `answers in ${formatDuration(latencyMs)}`;
  const place = kind === 'builtin' ? 'runs inside this app' : demo ? '' : baseUrl.replace(/^http:\/\//, '');
  return [version, place, kind === 'builtin' && state === 'connected' ? '' : answers].filter(Boolean).join(' · ');
}

/** What of all models is served, and what their memory does now. */
export function modelsSentence(status: Status | null, models: readonly Model[] | null): string {
  const programs = status?.backends.length ?? 1;
  const by = status === null || programs > 1 ? '' : programName(status.backend).replace(/^The /, 'the ');
  if (models === null) return `What ${by || 'your programs'} can offer, and what of it is served.`;
  if (models.length === 0) return 'No model was found, so nothing can be served yet.';
  const served = models.filter((model) => model.served).length;
  const first = `${formatCount(served)} of ${formatPlural(models.length, 'model')} served by ${by || formatPlural(programs, 'program')}.`;
  const busy = models
    .filter(({ state }) => state === 'loading' || state === 'unloading')
    .map(({ id, state }) => `${id} is ${state}.`);
  return [first, ...busy].join(' ');
}

/** Whether a model is in memory, as a word and its numbers. */
export function memoryWords(model: Model): { readonly word: string; readonly bytes: string } {
  const held = model.gpuMemoryBytes === null ? '' : formatBytes(model.gpuMemoryBytes);
  const needs = model.needsBytes === null ? '' : `needs ${formatBytes(model.needsBytes)}`;
  switch (model.state) {
    case 'loaded':
      return { word: 'Loaded', bytes: held };
    case 'loading':
      return { word: 'Loading', bytes: needs };
    case 'unloading':
      return { word: 'Unloading', bytes: held };
    case 'failed':
      return { word: 'Failed to load', bytes: needs };
    case 'unloaded':
      return model.served ? { word: 'On request', bytes: needs } : { word: 'Not loaded', bytes: needs };
    default:
      return { word: 'Not told', bytes: '' };
  }
}

/** What can be done about the memory of a model, or why nothing can. */
export type MemoryAct = { readonly act: 'load' | 'unload' } | { readonly act: null; readonly because: string };

export function memoryAct(model: Model, backend: Backend | undefined): MemoryAct {
  const name = backend ? programName(backend) : 'Its program';
  if (backend?.state === 'unreachable') return { act: null, because: `${name} does not answer` };
  switch (model.state) {
    case 'loaded':
      return model.canUnload ? { act: 'unload' } : { act: null, because: `${name} decides when to unload` };
    case 'unloaded':
    case 'failed':
      return model.canLoad ? { act: 'load' } : { act: null, because: `${name} loads it when it is asked for` };
    case 'loading':
    case 'unloading':
      return { act: null, because: '' };
    default:
      return { act: null, because: `${name} does not tell what it keeps in memory` };
  }
}

/** What stands below the name of a model. */
export const modelFacts = ({ parameters, architecture, quantization, aliases }: Model): string =>
  [parameters ?? architecture, quantization, aliases.length > 0 ? `also as ${aliases.join(', ')}` : '']
    .filter(Boolean)
    .join(' · ') || 'no details told';

/** Where the speed of a model is known from. */
export const speedSources: Readonly<Record<NonNullable<Model['performance']>['source'], string>> = {
  benchmark: 'from the last benchmark',
  measured: 'measured while serving',
  configured: 'as configured',
};

/** A model that can be fetched, with its download. */
export interface CatalogueRow {
  readonly model: CatalogueModel;
  readonly pull: Pull | null;
}

/** The catalogue with the latest download of each model. */
export const catalogueRows = (catalogue: readonly CatalogueModel[], pulls: readonly Pull[]): readonly CatalogueRow[] =>
  catalogue.map((model) => ({ model, pull: pulls.findLast(({ id }) => id === model.id) ?? null }));

type PullUnderWay = Pull & { readonly state: 'waiting' | 'downloading' | 'verifying' };

/** True while a download takes the network or the disk. */
export const isPulling = (pull: Pull | null): pull is PullUnderWay =>
  pull !== null && ['waiting', 'downloading', 'verifying'].includes(pull.state);

/** How far a download is: "1.5 of 2.4 GB, 8.7 MB/s, 50 s". */
export function pullWords({ state, receivedBytes, totalBytes, bytesPerSecond }: Pull): string {
  if (state === 'waiting') return 'waits for its turn';
  if (state === 'verifying') return 'checking what arrived';
  const size = totalBytes === null ? formatBytes(receivedBytes) : formatBytesOf(receivedBytes, totalBytes);
  if (!bytesPerSecond) return size;
  const left = totalBytes === null ? '' : formatDuration(((totalBytes - receivedBytes) / bytesPerSecond) * 1000);
  return [size, formatByteSpeed(bytesPerSecond), left].filter(Boolean).join(', ');
}

/** A first model is here within minutes; a larger one can follow. */
const firstDownloadBytes = 3e9;

/** The model to begin with: the best that fits and arrives soon, or the smallest. */
export function firstChoice(catalogue: readonly CatalogueModel[]): CatalogueModel | null {
  const bySize = [...catalogue].sort((a, b) => a.sizeBytes - b.sizeBytes);
  const fitting = bySize.filter(({ fits }) => fits === true);
  return fitting.findLast(({ sizeBytes }) => sizeBytes <= firstDownloadBytes) ?? fitting[0] ?? bySize[0] ?? null;
}
