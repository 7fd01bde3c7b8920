import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExecutorError } from '../../../foundation/errors/index.ts';

/** The program of a plugin's process. */
export interface Runner {
  readonly file: string;
  /** What its own loading reads. */
  readonly readable: readonly string[];
}

/** Where it lies, seen from this file: in the sources, compiled beside them, or built into `out/`. */
const places = ['../runner/main.ts', '../runner/main.js', '../plugins/runner.mjs'];

/** Finds the program. @throws `PLUGIN_RUNNER_MISSING` */
export function findRunner(): Runner {
  const file = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((path) => existsSync(path));
  if (file === undefined) throw new ExecutorError('PLUGIN_RUNNER_MISSING');
  const archive = /^(.*\.asar)[\\/]/.exec(file)?.[1];
  return { file, readable: archive === undefined ? [dirname(file)] : [archive, `${archive}/*`] };
}
