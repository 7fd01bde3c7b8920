import type { Place } from '../placement/places.ts';
import { bytesIn, type Holding, type Pools, sum } from './pools.ts';

/** What has to happen before a model can be loaded. */
export type RoomPlan =
  | { readonly kind: 'fits'; readonly place: Place }
  /** These have to go first, best first. */
  | { readonly kind: 'evict'; readonly place: Place; readonly victims: readonly Holding[] }
  /** Not even when all of `victims` have gone; `freeBytes` is free before, at the place where most is missing least. */
  | { readonly kind: 'never'; readonly freeBytes: number; readonly missingBytes: number };

interface RoomQuestion {
  /** Null when nobody knows; then it is taken to fit. */
  readonly needBytes: number | null;
  /** At least one, best first. */
  readonly places: readonly Place[];
  readonly pools: Pools;
  /** Models that may go, those that go first at the front. */
  readonly victims: readonly Holding[];
}

/** Finds the place where least has to go; a model whose size nobody knows frees nobody knows what, so it is tried. */
export function planRoom({ needBytes, places, pools, victims }: RoomQuestion): RoomPlan {
  const [first] = places;
  if (first === undefined) return { kind: 'never', freeBytes: 0, missingBytes: needBytes ?? 0 };
  if (needBytes === null) return { kind: 'fits', place: first };
  const missing = (place: Place, gone: readonly Holding[]) => needBytes - freeAt(place, pools, gone);
  const fitting = places.find((place) => missing(place, []) <= 0);
  if (fitting !== undefined) return { kind: 'fits', place: fitting };
  const plans = places.flatMap((place) => {
    const chosen = choose((gone) => missing(place, gone) <= 0, victims);
    return chosen === null ? [] : [{ kind: 'evict' as const, place, victims: chosen }];
  });
  const size = (plan: { victims: readonly Holding[] }) => sum(plan.victims.map(({ bytes }) => bytes ?? 0));
  const [best] = plans.sort((a, b) => size(a) - size(b));
  if (best !== undefined) return best;
  const least = places.map((place) => missing(place, victims)).reduce((a, b) => Math.min(a, b));
  const place = places.find((one) => missing(one, victims) === least) ?? first;
  return { kind: 'never', freeBytes: Math.max(0, freeAt(place, pools, [])), missingBytes: least };
}

/** What a model may take at a place when these have gone. Infinite when nobody knows what one of them gives back. */
function freeAt({ where, pools: here }: Place, pools: Pools, gone: readonly Holding[]): number {
  if (gone.some(({ bytes }) => bytes === null)) return Number.POSITIVE_INFINITY;
  const free = sum(
    here.map(({ device, freeBytes }) => Math.max(0, freeBytes + sum(gone.map((holding) => bytesIn(holding, device))))),
  );
  const left = pools.leftBytes + sum(gone.map(({ bytes }) => bytes ?? 0));
  const goneFromGpus = sum(gone.map((holding) => (holding.where === 'memory' ? 0 : (holding.bytes ?? 0))));
  const leftOnGpus = where === 'memory' ? Number.POSITIVE_INFINITY : pools.leftOnGpusBytes + goneFromGpus;
  return Math.min(free, left, leftOnGpus);
}

/** The first few that make it fit, without those that turn out not to be needed; null when all are not enough. */
function choose(fits: (gone: readonly Holding[]) => boolean, victims: readonly Holding[]): readonly Holding[] | null {
  const gone: Holding[] = [];
  for (const victim of victims) {
    gone.push(victim);
    if (!fits(gone)) continue;
    return gone.reduce<readonly Holding[]>((kept, one) => {
      const without = kept.filter((other) => other !== one);
      return fits(without) ? without : kept;
    }, gone);
  }
  return null;
}
