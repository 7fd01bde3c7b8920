import { useNow } from '../../components/use-now.ts';
import { formatAge, formatClock } from '../../format/time.ts';

/** While the owner plays, probes look only every 10 s; three looks without a value are a sensor that stopped. */
const staleAfterMs = 30_000;

/** Says the age of a reading that is not of this moment any more; nothing while it is. */
export function AsOf({ atMs }: { readonly atMs: number }) {
  const nowMs = useNow();
  return nowMs - atMs < staleAfterMs ? null : (
    <>
      {' '}
      · as of {formatClock(atMs)}, {formatAge(atMs, nowMs)}
    </>
  );
}
