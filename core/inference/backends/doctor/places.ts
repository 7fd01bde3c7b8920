import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A place where a model program usually listens. */
export interface Place {
  /** Origin, without a slash at its end. */
  readonly address: string;
}

/**
 * Ports that model programs listen on unless told otherwise: LM Studio 1234, Ollama 11434, llama-server 8080 and, in newer
 * versions, 9931, vLLM 8000, Jan 1337, KoboldCpp 5001, text-generation-webui 5000. 8080 is also the executor's own API's.
 */
export const usualPorts: readonly number[] = [1234, 11_434, 8080, 9931, 8000, 1337, 5001, 5000];

/** The port that a running LM Studio wrote down for programs that look for it. */
async function lmStudioPort(home: string): Promise<number | null> {
  try {
    const text = await readFile(join(home, '.lmstudio', '.internal', 'http-server.json'), 'utf8');
    const port: unknown = text.length > 4096 ? null : JSON.parse(text).port;
    return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536 ? (port as number) : null;
  } catch {
    return null; // Not installed, or never started.
  }
}

/**
 * Places of this computer to look at.
 *
 * @param options.home - Home folder of the owner; null when it is not known.
 */
export async function usualPlaces(options: {
  readonly home: string | null;
  readonly ports?: readonly number[];
}): Promise<readonly Place[]> {
  const told = options.home === null ? null : await lmStudioPort(options.home);
  const ports = new Set([...(told === null ? [] : [told]), ...(options.ports ?? usualPorts)]);
  return [...ports].map((port) => ({ address: `http://127.0.0.1:${port}` }));
}
