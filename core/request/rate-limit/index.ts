export { RateLimiter } from './rate-limiter.ts';
export type { RateLimitIdentifier, RateLimitRule, RateLimitSettings } from './settings.ts';
