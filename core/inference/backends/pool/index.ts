export { BackendPool, type PoolOptions } from './backend-pool.ts';
export { createBackends } from './create-backends.ts';
export type { BackendInit, MemberHealth, MemberLook, PoolMember } from './interface.ts';
