import { formatAge, formatElapsed } from '../format/time.ts';
import { useNow } from './use-now.ts';

/** How long ago something was; keeps itself up to date. */
export const Age = ({ atMs }: { readonly atMs: number }) => <>{formatAge(atMs, useNow())}</>;

/** How long something has been going on. */
export const Elapsed = ({ sinceMs }: { readonly sinceMs: number }) => <>{formatElapsed(useNow() - sinceMs)}</>;

/** How long until a moment; 0 when it has passed. */
export const Remaining = ({ untilMs }: { readonly untilMs: number }) => {
  const leftMs = untilMs - useNow();
  return <>{leftMs <= 0 ? '0 s' : formatElapsed(leftMs)}</>;
};
