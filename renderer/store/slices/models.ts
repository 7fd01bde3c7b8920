import type { Model } from '../../../core/control/schemas/models.ts';
import { type Loadable, unknown } from '../loadable.ts';

/** What the backend offers. */
export interface ModelsSlice {
  readonly models: Loadable<readonly Model[]>;
  /** Model names in the order of their first use: the place decides the colour on every screen. */
  readonly modelOrder: readonly string[];
}

export const initialModels: ModelsSlice = { models: unknown, modelOrder: [] };

/** Adds names that are new, keeping every place that was given. */
export function withModels(order: readonly string[], names: Iterable<string>): readonly string[] {
  const added = [...new Set(names)].filter((name) => !order.includes(name));
  return added.length === 0 ? order : [...order, ...added];
}
