import type { ValidationRule } from '../interface.ts';

const code = 'VALIDATION_LIMIT_EXCEEDED';

/** Size, answer length and temperature are within what this executor and its backends can do. */
export const limitsRule: ValidationRule = {
  name: 'limits',
  codes: [code],
  check({ request, sizeBytes }, { limits }) {
    const { max_tokens: maxTokens, temperature } = request.payload;
    if (sizeBytes > limits.maxRequestSizeBytes) {
      return { code, details: { sizeBytes, limitBytes: limits.maxRequestSizeBytes } };
    }
    // Backends read 0 as "no limit": the client would be charged for an answer it asked not to get.
    if (maxTokens !== null && (maxTokens < 1 || maxTokens > limits.maxTokensPerRequest)) {
      return { code, details: { maxTokens, limit: limits.maxTokensPerRequest } };
    }
    if (temperature !== null && !(Number.isFinite(temperature) && temperature >= 0)) {
      return { code, details: { temperature: 'not a number from 0 up' } };
    }
    return null;
  },
};
