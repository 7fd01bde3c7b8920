import type { Peer } from '../../control/index.ts';
import { defineCommand } from '../command.ts';
import { formatAge } from '../output/format.ts';
import { formatTable } from '../output/table.ts';

/** `peers list`: who is connected. */
export const peersList = defineCommand({
  name: 'peers list',
  about: 'List the connected peers.',
  examples: ['peers list', 'peers list --json'],
  async run(context) {
    const value = await context.call('peers.list', {});
    const nowMs = context.clock.nowMs();
    const text = formatTable<Peer>(
      value,
      [
        { title: 'Peer', cell: (peer) => peer.peerId },
        { title: 'Address', cell: (peer) => peer.remoteAddress },
        { title: 'Direction', cell: (peer) => peer.direction },
        { title: 'Role', cell: (peer) => peer.role },
        { title: 'Connected', align: 'right', cell: (peer) => formatAge(peer.connectedAtMs, nowMs) },
      ],
      'No peer is connected.',
    );
    return { value, text };
  },
});
