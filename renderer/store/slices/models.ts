import type { Benchmark } from '../../../core/control/schemas/doctor.ts';
import type { CatalogueModel, Model, Pull } from '../../../core/control/schemas/models.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** Why an act on a model did not work; stands with the models until the next one. */
export interface ModelProblem {
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** What the backends offer, and what can be fetched for the built-in engine. */
export interface ModelsSlice {
  readonly models: Loadable<readonly Model[]>;
  /** Model names in the order of their first use: the place decides the colour on every screen. */
  readonly modelOrder: readonly string[];
  readonly modelProblem: ModelProblem | null;
  readonly catalogue: Loadable<readonly CatalogueModel[]>;
  readonly pulls: Loadable<readonly Pull[]>;
  readonly benchmarks: Loadable<readonly Benchmark[]>;
}

export const initialModels: ModelsSlice = {
  models: unknown,
  modelOrder: [],
  modelProblem: null,
  catalogue: unknown,
  pulls: unknown,
  benchmarks: unknown,
};

/** Adds names that are new, keeping every place that was given. */
export function withModels(order: readonly string[], names: Iterable<string>): readonly string[] {
  const added = [...new Set(names)].filter((name) => !order.includes(name));
  return added.length === 0 ? order : [...order, ...added];
}
