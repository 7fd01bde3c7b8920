import type { Completion } from '../inference/backends/index.ts';

/** True for a completion that can be charged: whatever a backend or a cache gave, nothing else is signed. */
export function isCompletion(value: unknown): value is Completion {
  if (typeof value !== 'object' || value === null) return false;
  const { content, inboundTokens, outboundTokens, countedBy, timeToFirstTokenMs, durationMs } =
    value as Partial<Completion>;
  return (
    typeof content === 'string' &&
    isCount(inboundTokens) &&
    isCount(outboundTokens) &&
    (countedBy === 'backend' || countedBy === 'local') &&
    (timeToFirstTokenMs === null || isDuration(timeToFirstTokenMs)) &&
    isDuration(durationMs)
  );
}

/** Counts of the wire are 64 bits wide; what is safe here is a thousand times above any answer. */
function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
