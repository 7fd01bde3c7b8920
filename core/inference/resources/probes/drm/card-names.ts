import type { Surroundings } from '../../surroundings.ts';
import { findTool } from '../../tools/find-tool.ts';
import { runTool } from '../../tools/run-tool.ts';
import type { Card } from './cards.ts';

/** Names of cards, which the kernel does not know: `lspci` has a list. Each card is asked for once. */
export class CardNames {
  readonly #surroundings: Surroundings;
  readonly #names = new Map<string, string>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  async nameOf({ slot, pciId, productName, gpu }: Card, signal: AbortSignal): Promise<string> {
    if (productName !== null) return productName;
    const known = this.#names.get(slot);
    if (known !== undefined) return known;
    const maker = gpu.vendor === 'amd' ? 'AMD' : 'Intel';
    const listed = await this.#ask(slot, signal);
    const name = listed === null ? `${maker} GPU (${pciId})` : `${maker} ${listed}`;
    this.#names.set(slot, name);
    return name;
  }

  async #ask(slot: string, signal: AbortSignal): Promise<string | null> {
    if (!/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/i.test(slot)) return null;
    const file = await findTool('lspci', this.#surroundings, ['/usr/bin', '/sbin', '/usr/sbin']);
    if (file === null) return null;
    const run = await runTool(file, ['-D', '-mm', '-s', slot], { signal, env: this.#surroundings.env, maxBytes: 8192 });
    return run.ok ? parseLspci(run.output) : null;
  }
}

/** The device of a line of `lspci -mm`: what stands in brackets, which is what it is sold as, or all of it. */
export function parseLspci(line: string): string | null {
  const device = /^\S+(?:\s+"[^"]*"){2}\s+"([^"]{1,200})"/.exec(line)?.[1];
  if (device === undefined) return null;
  return (/\[([^\]]+)\]/.exec(device)?.[1] ?? device).slice(0, 100);
}
