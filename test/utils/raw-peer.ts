import { onTestFinished } from 'vitest';
import { type Clock, systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { randomIdentity } from '../../core/identity/index.ts';
import { Host, type PeerConnection, parseAddress } from '../../core/network/index.ts';

/** A peer that sends whatever a test likes, stopped when the test ends. */
export async function startRawPeer({
  clock = systemClock,
  listenAddress = null,
}: {
  readonly clock?: Clock;
  readonly listenAddress?: string | null;
} = {}): Promise<{
  readonly host: Host;
  readonly peerIdBytes: Uint8Array;
  dial(address: string): Promise<PeerConnection>;
}> {
  const identity = randomIdentity();
  const host = new Host(
    { identity, clock, logger: silentLogger },
    { listen: listenAddress === null ? null : parseAddress(listenAddress) },
  );
  await host.start();
  onTestFinished(() => host.stop());
  return {
    host,
    peerIdBytes: identity.peerIdBytes,
    async dial(address) {
      return (await host.dial(parseAddress(address), { signal: AbortSignal.timeout(15_000) })).connection;
    },
  };
}
