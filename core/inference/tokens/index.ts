export { estimateTokens, tokensAtMost, tokensRoughly } from './estimate-tokens.ts';
