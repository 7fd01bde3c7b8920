import type { ExecutorError } from '../../../foundation/errors/index.ts';
import { GB } from './settings.ts';

/** A model that could go, and what it gives back. */
export interface FreeableModel {
  readonly model: string;
  /** Null when nobody knows. */
  readonly bytes: number | null;
}

/** What does not fit, in figures. */
export interface Shortage {
  readonly model: string;
  readonly needsBytes: number;
  readonly freeBytes: number;
  /** Still missing when everything of `wouldFree` has gone. */
  readonly missingBytes: number;
  readonly wouldFree: readonly FreeableModel[];
}

/** For people: what a model needs, what is free, and what would free it. */
export function shortageSentence({ model, needsBytes, freeBytes, missingBytes, wouldFree }: Shortage): string {
  const head = `Loading ${model} needs ${gigabytes(needsBytes)}; ${gigabytes(freeBytes)} is free.`;
  if (wouldFree.length === 0) return head;
  const names = list(wouldFree.map((one) => one.model));
  const back = wouldFree.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  return `${head} Unloading ${names} gives ${gigabytes(back)} back, which leaves ${gigabytes(missingBytes)} missing.`;
}

/** The sentence of an error that refused a model for its size; null for any other error. */
export function refusalSentence(error: ExecutorError): string | null {
  if (error.code !== 'RESOURCE_MODEL_TOO_LARGE') return null;
  return shortageSentence(error.details as unknown as Shortage);
}

function gigabytes(bytes: number): string {
  return `${(bytes / GB).toFixed(1)} GB`;
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
