export {
  type ClientRequest,
  type FoundExecutor,
  RefusedError,
  type RequestTimings,
  type VerifiedAnswer,
} from './interface.ts';
export { LloomClient, type LloomClientModules, type LloomClientOptions } from './lloom-client.ts';
