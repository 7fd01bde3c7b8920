import type { Connection } from '@libp2p/interface';

/** A connection younger than this may still be about to ask. */
const GRACE_MS = 10_000;
/** From this share of the limit on, room is made for newcomers. */
const CROWDED_SHARE = 0.9;

/**
 * The connection to give up so that newcomers still find room: the oldest that others opened and that nobody works for.
 * Without this, idle connections could fill the house and keep every client out.
 *
 * @param options.isBusy - A connection that is worked for is never given up.
 * @returns Null while there is room, or when every connection is busy or new.
 */
export function connectionToGiveUp(
  connections: readonly Connection[],
  options: {
    readonly maxConnections: number;
    readonly nowMs: number;
    isBusy(connection: Connection): boolean;
    isProtected(peerId: string): boolean;
  },
): Connection | null {
  if (connections.length < options.maxConnections * CROWDED_SHARE) return null;
  const idle = connections.filter(
    (connection) =>
      connection.direction === 'inbound' &&
      options.nowMs - connection.timeline.open >= GRACE_MS &&
      !options.isBusy(connection) &&
      !options.isProtected(connection.remotePeer.toString()),
  );
  return idle.sort((left, right) => left.timeline.open - right.timeline.open)[0] ?? null;
}
