import type { Logger } from '../foundation/logger.ts';
import { type Benchmark, type BenchmarkStore, energyPerToken } from '../inference/benchmark/index.ts';
import type { Performance } from '../inference/models/index.ts';
import type { Pricing, TokenEnergy } from '../money/pricing/index.ts';

interface MeasuredModules {
  readonly store: BenchmarkStore;
  readonly pricing: Pick<Pricing, 'setEnergies'>;
  readonly performance: Pick<Performance, 'benchmarked'>;
  readonly logger: Logger;
  /** What follows from benchmarks has changed. */
  onChange(): void;
}

/** What was measured of models, and what follows from it: the least price that covers the electricity, and what is expected of a model before it answers. */
export class Measured {
  readonly #modules: MeasuredModules;

  constructor(modules: MeasuredModules) {
    this.#modules = modules;
  }

  /** Takes over what was measured in earlier runs. Never rejects: without it prices are as configured. */
  async start(): Promise<void> {
    this.#apply(await this.list());
  }

  /** Every benchmark that is kept, newest first. */
  list(): Promise<readonly Benchmark[]> {
    return this.#modules.store.list();
  }

  /** Keeps a benchmark and acts on it. */
  async keep(benchmark: Benchmark): Promise<void> {
    const { store, logger } = this.#modules;
    await store.keep(benchmark).catch((error: unknown) => {
      // It holds until the end of the program all the same.
      logger.warn('A benchmark could not be written to the data folder', { model: benchmark.model }, error);
    });
    this.#apply(await this.list());
  }

  #apply(benchmarks: readonly Benchmark[]): void {
    const { pricing, performance, onChange } = this.#modules;
    const energies = benchmarks.flatMap((benchmark): [string, TokenEnergy][] => {
      const energy = energyPerToken(benchmark);
      return energy === null ? [] : [[benchmark.model, energy]];
    });
    // The newest stands first, and the last of a name is the one that a map keeps.
    pricing.setEnergies(new Map(energies.reverse()));
    for (const { model, cells } of [...benchmarks].reverse()) {
      // Alone, with the shortest prompt: what one request of an idle executor gets.
      const [alone] = cells
        .filter(({ concurrency, tokensPerSecond }) => concurrency === 1 && tokensPerSecond !== null)
        .sort((a, b) => a.promptTokens - b.promptTokens);
      if (alone) performance.benchmarked(model, alone);
    }
    onChange();
  }
}
