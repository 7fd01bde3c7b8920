import type { ModelSettings } from '../config.ts';
import { anyPlan, type LoadPlan } from './interface.ts';

/** How the owner wants models to be loaded. */
export class OwnerPlans {
  #models: ReadonlyMap<string, ModelSettings>;

  constructor(models: readonly ModelSettings[]) {
    this.#models = byName(models);
  }

  /** Holds for loads that begin from now on. */
  configure(models: readonly ModelSettings[]): void {
    this.#models = byName(models);
  }

  planOf(id: string): LoadPlan {
    const own = this.#models.get(id);
    if (!own) return anyPlan;
    // Room for more requests costs memory, so only what the owner says of batches asks for it.
    return { ...anyPlan, contextLength: own.contextLength, parallel: own.maxBatchSize };
  }
}

const byName = (models: readonly ModelSettings[]) => new Map(models.map((model) => [model.name, model]));
