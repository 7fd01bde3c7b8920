export { type ClientListSettings, ClientLists } from './client-lists.ts';
export { clientNameSchema, normalClientName } from './client-names.ts';
export { fitContext } from './context-length.ts';
export type { Candidate, ValidatedRequest, ValidationContext, ValidationLimits } from './interface.ts';
export { DEADLINE_TOLERANCE_SEC } from './rules/deadline.ts';
export { requireSignedRequest, validateRequest } from './validate.ts';
