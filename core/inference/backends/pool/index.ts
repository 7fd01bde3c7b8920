export { BackendPool, type PoolOptions } from './backend-pool.ts';
export type { BreakerView } from './circuit-breaker.ts';
export {
  type BackendConfig,
  type BackendList,
  type BackendSource,
  backendSource,
  createBackends,
} from './create-backends.ts';
export type { BackendInit, MemberHealth, MemberLook, PoolCallOptions, PoolMember } from './interface.ts';
