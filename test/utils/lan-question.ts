// Run as a program, in a network of its own: `lan-question.ts LINE`. Starts a node as this line of [network.protocols] has
// it, asks the local network for peers, and prints `{"answered": …}`: whether the node said where it is.
import { createSocket } from 'node:dgram';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '../../core/foundation/clock.ts';
import { checkConfigText } from '../../core/foundation/config/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import { randomIdentity } from '../../core/identity/index.ts';
import { Host, parseAddress } from '../../core/network/index.ts';

const group = '224.0.0.251';
const port = 5353;
/** As long as an answer may take; a node that is off is asked as often. */
const rounds = 10;

const text = `[network.protocols]\n${process.argv[2] ?? ''}\n`;
const { config } = checkConfigText(text, { file: 'config.toml', env: {} });
if (config === null) throw new Error('The line is no valid setting.');
const { protocols } = config.network;
const host = new Host(
  { identity: randomIdentity(), clock: systemClock, logger: silentLogger },
  { listen: parseAddress('/ip4/127.0.0.1/tcp/0'), protocols },
);
await host.start();

const socket = createSocket({ type: 'udp4', reuseAddr: true });
await new Promise<void>((resolve) => socket.bind(port, resolve));
socket.addMembership(group);
let answered = false;
socket.on('message', (bytes) => {
  answered ||= bytes.includes(`dnsaddr=/ip4/127.0.0.1/tcp/${host.listenAddress?.port}/p2p/${host.peerId}`);
});
for (let round = 0; round < rounds && !answered; round++) {
  socket.send(question(), port, group);
  await wait(100);
}
socket.close();
await host.stop();
process.stdout.write(JSON.stringify({ answered }));

/** One question of type PTR for `_p2p._udp.local`. */
function question(): Buffer {
  const labels = ['_p2p', '_udp', 'local'].map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]));
  const head = Buffer.of(0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
  return Buffer.concat([head, ...labels, Buffer.of(0, 0, 12, 0, 1)]);
}
