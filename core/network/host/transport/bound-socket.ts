import net from 'node:net';

/** What `net.BoundSocket` is made of; Electron 33 and Node below 24.19 do not have it. */
type BoundSocketConstructor = new (options: { host: string; port: number; reusePort: boolean }) => unknown;

/** Systems where Node can share a listening port with a dialling socket (SO_REUSEPORT). */
const PLATFORMS_WITH_REUSE_PORT: readonly string[] = ['linux', 'freebsd'];

function constructorOf(): BoundSocketConstructor | undefined {
  return (net as { BoundSocket?: BoundSocketConstructor }).BoundSocket;
}

/** True when a socket can be bound to the port that this process listens on. */
export function canBindListenPort(): boolean {
  return constructorOf() !== undefined && PLATFORMS_WITH_REUSE_PORT.includes(process.platform);
}

/**
 * A socket bound to a port that may be listened on meanwhile, for the `handle` option of `net.connect`.
 *
 * @throws A system error such as EADDRINUSE.
 */
export function bindListenPort(host: string, port: number): unknown {
  const BoundSocket = constructorOf();
  if (BoundSocket === undefined) throw new Error('net.BoundSocket is not available');
  return new BoundSocket({ host, port, reusePort: true });
}
