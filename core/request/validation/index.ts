export type { ValidatedRequest, ValidationContext, ValidationLimits } from './interface.ts';
export { DEADLINE_TOLERANCE_SEC } from './rules/deadline.ts';
export { requireSignedRequest, validateRequest } from './validate.ts';
