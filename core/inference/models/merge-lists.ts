import type { ModelInfo, PoolMember } from '../backends/index.ts';

/** A model and the backends that have it. */
export interface ListedModel extends ModelInfo {
  /** Name of the backend that a request for it goes to: the first in the configuration that can serve it. */
  readonly backend: string;
  /** Names of all that list it, in the order of the configuration. */
  readonly backends: readonly string[];
  /** One sentence on why its backend can serve nothing now; null when it can. */
  readonly refusal: string | null;
}

/** One list of what several backends have; a model that more than one has is described by the one that serves it. */
export function mergeLists(
  members: readonly Pick<PoolMember, 'name' | 'models' | 'refusal'>[],
): readonly ListedModel[] {
  const found = new Map<string, ListedModel>();
  for (const { name: backend, models, refusal } of members) {
    for (const model of models) {
      const earlier = found.get(model.id);
      const backends = [...(earlier?.backends ?? []), backend];
      const usesEarlier = earlier !== undefined && (canServe(earlier) || !canServe({ ...model, refusal }));
      found.set(model.id, usesEarlier ? { ...earlier, backends } : { ...model, backend, backends, refusal });
    }
  }
  return [...found.values()];
}

const canServe = ({ available, refusal }: Pick<ListedModel, 'available' | 'refusal'>) => available && refusal === null;
