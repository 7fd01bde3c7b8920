import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../../foundation/atomic-file.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Benchmark } from './interface.ts';

/** Benchmarks that are kept, the newest of each model and backend. */
const MAX_KEPT = 200;
const MAX_FILE_BYTES = 1024 * 1024;

const number = z.number().nonnegative();
const schema = z.array(
  z.object({
    model: z.string().max(512),
    backend: z.string().max(64),
    atMs: number,
    warmUpMs: number,
    cells: z
      .array(
        z.object({
          promptTokens: number,
          outboundTokens: number,
          concurrency: number,
          timeToFirstTokenMs: number.nullable(),
          tokensPerSecond: number.nullable(),
          totalTokensPerSecond: number.nullable(),
          energyJoules: number.nullable().default(null),
          failed: number,
        }),
      )
      .max(64),
  }),
);

/** The last benchmark of each model, in a file of the data folder. A file that cannot be used is as good as none. */
export class BenchmarkStore {
  readonly #file: string;
  readonly #logger: Logger;
  #kept: readonly Benchmark[] | null = null;

  constructor(modules: { readonly logger: Logger }, options: { readonly file: string }) {
    this.#file = options.file;
    this.#logger = modules.logger.child({ module: 'benchmark' });
  }

  /** Every benchmark that is kept, newest first. */
  async list(): Promise<readonly Benchmark[]> {
    this.#kept ??= await this.#read();
    return this.#kept;
  }

  /** Keeps one in the place of an older one of the same model and backend. @throws An error of the file system */
  async keep(benchmark: Benchmark): Promise<void> {
    const others = (await this.list()).filter(
      ({ model, backend }) => model !== benchmark.model || backend !== benchmark.backend,
    );
    this.#kept = [benchmark, ...others].slice(0, MAX_KEPT);
    await mkdir(dirname(this.#file), { recursive: true });
    await replaceFile(this.#file, `${JSON.stringify(this.#kept, null, 1)}\n`, 0o644);
  }

  async #read(): Promise<readonly Benchmark[]> {
    try {
      const text = await readFile(this.#file, 'utf8');
      if (text.length > MAX_FILE_BYTES) throw new RangeError('too large');
      return schema.parse(JSON.parse(text)).slice(0, MAX_KEPT);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) this.#logger.warn('The file of benchmarks cannot be used; new ones take its place', {}, error);
      return [];
    }
  }
}
