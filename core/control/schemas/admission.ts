import { z } from 'zod';
import { count } from './common.ts';

const ruleCount = z.strictObject({ rule: z.string(), count });

/** How requests ended since the start, and which rules of the owner kept some out. */
export const admission = z.strictObject({
  /** By error code; `accrued` for the served. Only what happened. */
  outcomes: z.record(z.string(), count),
  /** Rules of `[content_filter]`, most often first. */
  blockedByRule: z.array(ruleCount),
  /** Rules of `[rate_limiting]`, most often first. */
  rateLimitedByRule: z.array(ruleCount),
});
export type Admission = z.infer<typeof admission>;
