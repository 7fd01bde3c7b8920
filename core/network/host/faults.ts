import type { Connection } from '@libp2p/interface';
import type { Clock } from '../../foundation/clock.ts';

/** Faults that a connection may have on its account; with one more it is ended. */
export const MAX_FAULTS = 8;
/** A full account is empty again after this. */
const FORGIVEN_AFTER_MS = 60_000;

interface FaultsModules {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** Told before a connection is ended. */
  onDropped(connection: Connection): void;
}

/**
 * Ends connections whose peer keeps sending what no node of the network sends: oversized, never finished, unreadable.
 * One such message costs its stream; only what is repeated faster than it is forgiven costs the connection.
 */
export class Faults {
  readonly #modules: FaultsModules;
  readonly #accounts = new WeakMap<Connection, { readonly points: number; readonly atMs: number }>();

  constructor(modules: FaultsModules) {
    this.#modules = modules;
  }

  /** One more fault of this connection's peer. */
  note(connection: Connection): void {
    const atMs = this.#modules.clock.monotonicMs();
    const before = this.#accounts.get(connection) ?? { points: 0, atMs };
    const forgiven = ((atMs - before.atMs) * MAX_FAULTS) / FORGIVEN_AFTER_MS;
    const points = Math.max(0, before.points - forgiven) + 1;
    this.#accounts.set(connection, { points, atMs });
    if (points <= MAX_FAULTS || connection.status !== 'open') return;
    this.#modules.onDropped(connection);
    connection.abort(new Error('the peer misbehaved too often'));
  }
}
