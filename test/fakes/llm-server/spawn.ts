import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LlmServerOptions, LlmServerStats } from './types.ts';

/** A scripted server in a process of its own. */
export interface LlmServerProcess {
  readonly url: string;
  stats(): Promise<LlmServerStats>;
  close(): Promise<void>;
}

/** Starts the scripted server as a process of its own, so that its work is not measured with ours. */
export async function spawnLlmServer(
  options: Pick<LlmServerOptions, 'dialect' | 'slots' | 'latencyMs'> & { readonly words?: number },
): Promise<LlmServerProcess> {
  const args = Object.entries({
    dialect: options.dialect,
    slots: options.slots ?? 4,
    'latency-ms': options.latencyMs ?? 0,
    words: options.words ?? 0,
  }).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, 'line'), exited]);
  if (typeof first[0] !== 'string') throw new Error('The scripted server ended before it listened.');
  const { url } = JSON.parse(first[0]) as { url: string };
  return {
    url,
    async stats() {
      const response = await fetch(`${url}/__stats`);
      return (await response.json()) as LlmServerStats;
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
