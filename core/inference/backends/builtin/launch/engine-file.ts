import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ExecutorError } from '../../../../foundation/errors/index.ts';

/** Where the program lies, seen from this file: in the sources, compiled beside them, or built into `out/`. */
const places = ['../engine/main.ts', '../engine/main.js', '../engine/engine.js'];

/** Finds the program of an engine's process. @throws `BACKEND_ENGINE_UNAVAILABLE` */
export function findEngineFile(): string {
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = files.find((path) => existsSync(path));
  if (file === undefined) throw new ExecutorError('BACKEND_ENGINE_UNAVAILABLE', { reason: 'program missing' });
  return file;
}
