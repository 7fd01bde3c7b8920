import { syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import os from 'node:os';
import v8 from 'node:v8';

/**
 * Takes away what the permission model does not cover and what could reach the executor from here: signals to other
 * processes and their priority, the debugger of another process, switches of V8 that write files, and connections to
 * local sockets, of which the executor's control socket is one. Code that looks for ways around this finds some: it is a
 * fence, not a wall.
 */
export function takeAwayReach(): void {
  for (const name of ['kill', '_kill', '_debugProcess', '_debugEnd', 'binding', '_linkedBinding'])
    takeAway(process, name);
  takeAway(os, 'setPriority');
  takeAway(v8, 'setFlagsFromString');
  const connect = Socket.prototype.connect;
  const guarded = function (this: Socket, ...args: unknown[]) {
    // Callers inside Node hand over their arguments already sorted, as a list in the first place.
    const options: unknown = Array.isArray(args[0]) ? args[0][0] : args[0];
    const isLocal = typeof options === 'string' ? !/^\d+$/.test(options) : hasPath(options);
    return isLocal ? denied('connect')() : Reflect.apply(connect, this, args);
  };
  Object.defineProperty(Socket.prototype, 'connect', { value: guarded, configurable: false, writable: false });
  syncBuiltinESMExports();
}

function takeAway(owner: object, name: string): void {
  Object.defineProperty(owner, name, { value: denied(name), configurable: false, writable: false });
}

function hasPath(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'path' in options && options.path != null;
}

function denied(what: string): () => never {
  return () => {
    throw Object.assign(new Error(`Plugins may not use ${what}.`), { code: 'ERR_ACCESS_DENIED' });
  };
}
