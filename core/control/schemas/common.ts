import { z } from 'zod';
import { isErrorCode } from '../../foundation/errors/index.ts';
import { isWeiText } from '../../foundation/units/index.ts';

/** Wei as decimal text. */
export const weiText = z.string().refine(isWeiText, 'wei as decimal digits');
/** Wall time in milliseconds since 1970. */
export const timeMs = z.int().nonnegative();
/** A count. */
export const count = z.int().nonnegative();
/** Calls without input take `{}`. */
export const nothing = z.strictObject({});
/** Our id of a request. */
export const requestId = z.string().min(1).max(64);

/** An error as people see it. */
export const problem = z.strictObject({
  code: z.string().refine(isErrorCode, 'a known error code'),
  message: z.string(),
  hint: z.string(),
  details: z.record(z.string(), z.json()),
});
export type Problem = z.infer<typeof problem>;
