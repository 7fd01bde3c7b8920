import { chmodSync, lstatSync, unlinkSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { Startable } from '../../foundation/startable.ts';
import type { ControlTarget } from '../contract.ts';
import { prepareSocketFolder, socketAddress } from './address.ts';
import { ServerConnection } from './connection.ts';
import { type ControlLimits, controlLimits } from './limits.ts';

/** What the server works with. */
export interface ControlServerModules {
  readonly target: ControlTarget;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The lock of the data folder. Only its holder may remove the socket file that a crashed run left. */
  readonly lock: { readonly isHeld: boolean };
}

/** Answers the calls of the contract on the local socket, for programs of the same user. */
export class ControlServer implements Startable {
  private readonly modules: ControlServerModules;
  private readonly socketPath: string;
  private readonly limits: ControlLimits;
  private readonly connections = new Set<ServerConnection>();
  private server: Server | null = null;

  /**
   * @param options.socketPath - As {@link socketAddress} takes it.
   * @param options.limits - Bounds; the defaults are {@link controlLimits}.
   */
  constructor(
    modules: ControlServerModules,
    options: { readonly socketPath: string; readonly limits?: Partial<ControlLimits> },
  ) {
    this.modules = modules;
    this.socketPath = options.socketPath;
    this.limits = { ...controlLimits, ...options.limits };
  }

  /**
   * Listens, readable and writable for this user only.
   *
   * @throws `CONTROL_UNAVAILABLE` when the path cannot be used.
   */
  async start(): Promise<void> {
    if (this.server) return;
    if (!this.modules.lock.isHeld) throw new ExecutorError('CONTROL_UNAVAILABLE', { reason: 'LOCK_NOT_HELD' });
    const server = createServer((socket) => this.accept(socket));
    this.server = server;
    try {
      const address = socketAddress(this.socketPath);
      prepareSocketFolder(address);
      removeStaleSocket(address.path);
      await listen(server, address.path);
    } catch (error) {
      this.server = null;
      const reason = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
      throw error instanceof ExecutorError
        ? error
        : new ExecutorError('CONTROL_UNAVAILABLE', { reason }, { cause: error });
    }
  }

  /** Stops listening, removes the socket file and ends every connection; answers already written are still delivered. */
  async stop(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of this.connections) connection.close();
    await closed;
  }

  private accept(socket: Socket): void {
    const open = [...this.connections].filter((connection) => !connection.isClosing).length;
    const connection = new ServerConnection({ ...this.modules, socket }, this.limits);
    this.connections.add(connection);
    connection.open(() => this.connections.delete(connection));
    if (open >= this.limits.maxConnections)
      connection.refuse(new ExecutorError('CONTROL_BUSY', { maxConnections: this.limits.maxConnections }));
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve();
    });
    // Binding is synchronous, so this comes before the first connection is accepted.
    if (process.platform !== 'win32' && server.listening) chmodSync(path, 0o600);
  });
}

/** A socket file without a listener keeps `listen` from using its path. Anything but a socket is left alone. */
function removeStaleSocket(path: string): void {
  if (process.platform === 'win32') return;
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new ExecutorError('CONTROL_UNAVAILABLE', { reason: 'NOT_A_SOCKET', path });
  unlinkSync(path);
}
