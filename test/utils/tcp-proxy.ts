import { onTestFinished } from 'vitest';
import { openTcpProxy, type TcpProxy } from './live/tcp-proxy.ts';

/** A proxy that can go silent, closed when the running test ends. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const proxy = await openTcpProxy(targetPort);
  onTestFinished(() => proxy.close());
  return proxy;
}
