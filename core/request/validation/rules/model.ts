import type { ValidationRule } from '../interface.ts';

/** The model is one we serve, by its exact name. */
export const modelRule: ValidationRule = {
  name: 'model',
  codes: ['VALIDATION_MODEL_NOT_SERVED'],
  check: ({ request }, context) =>
    context.isServed(request.payload.model) ? null : { code: 'VALIDATION_MODEL_NOT_SERVED' },
};
