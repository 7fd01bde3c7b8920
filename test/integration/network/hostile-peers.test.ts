import net from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { randomIdentity } from '../../../core/identity/index.ts';
import { type InboundHandler, KadClient, type PeerConnection } from '../../../core/network/index.ts';
import { EXECUTOR_KEY, KAD_PROTOCOL, LLM_PROTOCOL } from '../../../core/protocol/index.ts';
import type { LocalNetwork } from '../../../core/testing/index.ts';
import { addEchoExecutor, answering, eventually, startLocalNetwork } from '../../utils/network.ts';
import { startRawPeer } from '../../utils/raw-peer.ts';
import { createSkippingClock } from '../../utils/skipping-clock.ts';

const MIB = 1024 * 1024;

function addressOf(executor: { network: { status(): { listenAddresses: readonly string[] } } }): string {
  return executor.network.status().listenAddresses[0] ?? '';
}

/** The executor still serves somebody else, which is what none of this may prevent. */
async function expectServing(network: LocalNetwork, address: string, peerId: string): Promise<void> {
  const client = await network.addClient();
  const answer = await client.request({
    model: 'a-model',
    prompt: 'still there',
    executor: `${address}/p2p/${peerId}`,
  });
  expect(answer.content).toBe('still there');
}

async function openStream(connection: PeerConnection, protocol: string) {
  const stream = await connection.newStream(protocol);
  const ended = new Promise<string>((resolve) => stream.addEventListener('close', () => resolve(stream.status)));
  return { stream, ended };
}

test('a request over 1 MiB is cut off, and nothing is done for it', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const peer = await startRawPeer();
  const { stream, ended } = await openStream(await peer.dial(addressOf(executor)), LLM_PROTOCOL);
  try {
    for (let sent = 0; sent <= 2 * MIB; sent += 65_536) {
      stream.send(new Uint8Array(65_536));
      if (stream.writableNeedsDrain) await new Promise((resolve) => setImmediate(resolve));
    }
  } catch {
    // The stream was reset under the writer.
  }
  expect(await ended).toBe('reset');
  await eventually(() => executor.network.status().counters.requestsTooLarge === 1);
  await expectServing(network, addressOf(executor), executor.identity.peerId);
});

test('a request that does not end in time is dropped', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const peer = await startRawPeer();
  const { stream, ended } = await openStream(await peer.dial(addressOf(executor)), LLM_PROTOCOL);
  stream.send(new Uint8Array(10));
  await eventually(() => executor.network.status().counters.inboundRequests === 1);
  clock.skip(29_000);
  stream.send(new Uint8Array(10));
  expect(stream.status).toBe('open');
  clock.skip(1_000);
  expect(await ended).toBe('reset');
  await expectServing(network, addressOf(executor), executor.identity.peerId);
});

test('a client that does not take its answer is dropped, and the answer counts as not handed over', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const identity = randomIdentity();
  const { handler, handedOver } = answering(identity, () => 'x'.repeat(5 * MIB));
  const executor = await network.addExecutor(handler, { identity, bootstrapPeers: [] });
  const client = await startRawPeer();
  const connection = await client.dial(addressOf(executor));
  const { stream } = await openStream(connection, LLM_PROTOCOL);
  // A request that the handler of this test understands, whose answer nobody reads.
  const asking = await network.addClient();
  const bytes = await captureRequest(asking, network);
  stream.pause();
  stream.send(bytes);
  await stream.close();
  // What fits into the window of the stream arrives, the rest waits.
  await eventually(() => stream.readBufferLength > 100_000);
  expect(handedOver).toEqual([]);
  clock.skip(31_000);
  await eventually(() => handedOver.length === 1);
  expect(handedOver).toEqual([{ complete: false }]);
});

/** The bytes that a client sends, taken from an executor that answers nothing. */
async function captureRequest(
  client: Awaited<ReturnType<LocalNetwork['addClient']>>,
  network: LocalNetwork,
): Promise<Uint8Array> {
  let captured = new Uint8Array(0);
  const executor = await network.addExecutor(
    async ({ bytes }) => {
      captured = bytes.slice();
      return { kind: 'close' };
    },
    { bootstrapPeers: [] },
  );
  const asked = client.request({
    model: 'a-model',
    prompt: 'p',
    executor: `${addressOf(executor)}/p2p/${executor.identity.peerId}`,
  });
  await expect(asked).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED', details: { reason: 'closed' } });
  return captured;
}

test('an empty request is closed', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const peer = await startRawPeer();
  const { stream, ended } = await openStream(await peer.dial(addressOf(executor)), LLM_PROTOCOL);
  await stream.close();
  expect(['closed', 'reset']).toContain(await ended);
});

test('Kademlia: a message over 16 KiB, garbage, and a ping each end their stream', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const connection = await (await startRawPeer()).dial(addressOf(executor));
  for (const bytes of [
    Uint8Array.of(0x81, 0x80, 0x01),
    Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(3, 0x12, 0x7f, 0),
    Uint8Array.of(2, 8, 5),
    new Uint8Array(100_000).fill(1),
  ]) {
    const { stream, ended } = await openStream(connection, KAD_PROTOCOL);
    stream.send(bytes);
    expect(await ended).toBe('reset');
  }
  expect(executor.network.status().counters.kadRefused).toBe(5);
  expect(connection.status).toBe('open');
});

test('a peer that sends garbage again and again is dropped, and others are served', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const { handler } = answering(identity, (prompt) => prompt);
  const executor = await network.addExecutor(
    (request) => (request.bytes[0] === 0xff ? Promise.resolve({ kind: 'close', fault: true }) : handler(request)),
    { identity, bootstrapPeers: [] },
  );
  const connection = await (await startRawPeer()).dial(addressOf(executor));
  const send = async (protocol: string, bytes: Uint8Array) => {
    const { stream, ended } = await openStream(connection, protocol);
    stream.send(bytes);
    if (protocol === LLM_PROTOCOL) await stream.close();
    await ended;
  };
  for (let fault = 0; fault < 4; fault++) await send(KAD_PROTOCOL, Uint8Array.of(3, 0x12, 0x7f, 0));
  for (let fault = 0; fault < 4; fault++) await send(LLM_PROTOCOL, Uint8Array.of(0xff));
  expect(connection.status).toBe('open');
  await send(LLM_PROTOCOL, new Uint8Array(0));
  await eventually(() => connection.status !== 'open');
  expect(executor.network.status().counters.peersDropped).toBe(1);
  await expectServing(network, addressOf(executor), identity.peerId);
});

test('requests that never end, and Kademlia messages that do not, cost the connection when repeated', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const connection = await (await startRawPeer()).dial(addressOf(executor));
  const opened = await Promise.all(
    Array.from({ length: 9 }, (_, index) => openStream(connection, index < 4 ? KAD_PROTOCOL : LLM_PROTOCOL)),
  );
  for (const { stream } of opened) stream.send(Uint8Array.of(40, 8, 4));
  await eventually(() => executor.network.status().counters.inboundRequests === 5);
  clock.skip(10_000);
  await eventually(() => executor.network.status().counters.kadRefused === 4);
  clock.skip(20_000);
  expect(connection.status).toBe('open');
  const again = await Promise.all(Array.from({ length: 4 }, () => openStream(connection, KAD_PROTOCOL)));
  for (const { stream } of again) stream.send(Uint8Array.of(3, 0x12, 0x7f, 0));
  await eventually(() => connection.status !== 'open');
});

test('a bootstrap node that sends garbage is dropped, and dialled again', async () => {
  const network = await startLocalNetwork();
  const { host } = await startRawPeer({ listenAddress: '/ip4/127.0.0.1/tcp/0' });
  const opened: PeerConnection[] = [];
  host.onOpen((connection) => opened.push(connection));
  const executor = await network.addExecutor(async () => ({ kind: 'close' }), { bootstrapPeers: host.listenAddresses });
  await eventually(() => opened.length === 1);
  for (let fault = 0; fault < 9; fault++) {
    const { stream, ended } = await openStream(opened[0] as PeerConnection, KAD_PROTOCOL);
    stream.send(Uint8Array.of(3, 0x12, 0x7f, 0));
    await ended;
  }
  await eventually(() => opened.length === 2);
  expect(executor.network.status().counters.peersDropped).toBe(1);
  await eventually(() => executor.network.status().bootstrap[0]?.state === 'connected');
});

test('Kademlia: a question that does not end is dropped after 10 s', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const { stream, ended } = await openStream(await (await startRawPeer()).dial(addressOf(executor)), KAD_PROTOCOL);
  const answered = new Promise((resolve) => stream.addEventListener('message', resolve, { once: true }));
  stream.send(Uint8Array.of(2, 8, 4));
  await answered;
  stream.send(Uint8Array.of(40, 8, 4));
  clock.skip(9_000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(stream.status).toBe('open');
  clock.skip(1_000);
  expect(await ended).toBe('reset');
});

test('Kademlia: a provider is taken from its own connection only, and never under another key', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const peer = await startRawPeer();
  const connection = await peer.dial(addressOf(executor));
  const kad = new KadClient({
    clock: { nowMs: Date.now, monotonicMs: () => performance.now(), setTimer: () => () => {} },
  });
  const addresses = [Uint8Array.of(4, 192, 0, 2, 1, 6, 0x0f, 0xa1)];
  const foreignKey = new TextEncoder().encode('a foreign key');
  const stranger = randomIdentity().peerIdBytes;
  await kad.addProvider(connection, EXECUTOR_KEY, { id: stranger, addresses });
  await kad.addProvider(connection, foreignKey, { id: peer.peerIdBytes, addresses });
  await kad.addProvider(connection, EXECUTOR_KEY, { id: peer.peerIdBytes, addresses });
  const asker = await (await startRawPeer()).dial(addressOf(executor));
  const idsUnder = async (key: Uint8Array) => (await kad.getProviders(asker, key)).providerPeers.map((p) => p.id);
  await expect.poll(() => idsUnder(EXECUTOR_KEY)).toEqual([executor.identity.peerIdBytes, peer.peerIdBytes]);
  expect(await idsUnder(foreignKey)).toEqual([]);
  // Nobody is told of himself.
  expect((await kad.getProviders(connection, EXECUTOR_KEY)).providerPeers).toHaveLength(1);
});

test('streams beyond the limit of a connection are refused, the others go on', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const executor = await network.addExecutor(() => new Promise(() => {}), {
    identity,
    bootstrapPeers: [],
    limits: { maxLlmStreamsPerConnection: 10 },
  });
  const connection = await (await startRawPeer()).dial(addressOf(executor));
  const opened = await Promise.all(Array.from({ length: 30 }, () => openStream(connection, LLM_PROTOCOL)));
  await eventually(() => opened.filter(({ stream }) => stream.status === 'reset').length === 20);
  expect(executor.network.status().counters.inboundRequests).toBe(10);
  expect(connection.status).toBe('open');
});

test('connections of one peer, and from one address, are bounded', async () => {
  const network = await startLocalNetwork();
  const perPeer = await network.addExecutor(async () => ({ kind: 'close' }), {
    bootstrapPeers: [],
    limits: { maxConnectionsPerPeer: 2, maxConnectionsPerAddress: 6 },
  });
  const greedy = await Promise.all(Array.from({ length: 3 }, () => startRawPeer()));
  const dials = [];
  for (const peer of greedy) for (let n = 0; n < 4; n++) dials.push(peer.dial(addressOf(perPeer)).catch(() => null));
  await Promise.all(dials);
  await eventually(() => Number(perPeer.network.status().counters.connectionsRefused) > 0);
  await eventually(() => perPeer.network.peers().length <= 6);
  const perPeerCounts = greedy.map(
    (peer) => perPeer.network.peers().filter((entry) => entry.peerId === peer.host.peerId).length,
  );
  expect(Math.max(...perPeerCounts)).toBeLessThanOrEqual(2);
});

test('idle connections make room for newcomers, those that are worked for do not', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const finish = Promise.withResolvers<string>();
  const identity = randomIdentity();
  const { handler } = answering(identity, () => finish.promise);
  const executor = await network.addExecutor(handler, { identity, limits: { maxConnections: 10 } });
  const address = `${addressOf(executor)}/p2p/${identity.peerId}`;
  const asking = (await network.addClient()).request({ model: 'm', prompt: 'p', executor: address });
  await eventually(() => executor.network.status().counters.inboundRequests === 1);
  const idle = await Promise.all(Array.from({ length: 7 }, () => startRawPeer()));
  for (const peer of idle) await peer.dial(addressOf(executor));
  clock.skip(20_000);
  const newcomer = await startRawPeer();
  expect((await newcomer.dial(addressOf(executor))).status).toBe('open');
  await eventually(() => Number(executor.network.status().counters.idleConnectionsClosed) > 0);
  const isConnected = (peerId: string) => executor.network.peers().some((peer) => peer.peerId === peerId);
  await eventually(() => isConnected(newcomer.host.peerId));
  expect(isConnected(network.validator.peerId)).toBe(true);
  finish.resolve('done');
  expect((await asking).content).toBe('done');
});

test('requests that wait for their reply hold no more bytes than allowed, all peers together', async () => {
  const network = await startLocalNetwork();
  const finish = Promise.withResolvers<void>();
  let asked = 0;
  const handler: InboundHandler = async () => {
    asked++;
    await finish.promise;
    return { kind: 'close' };
  };
  const limits = { maxHeldRequestBytes: 100_000 };
  const executor = await network.addExecutor(handler, { bootstrapPeers: [], limits });
  const counters = () => executor.network.status().counters;
  const ask = async () => {
    const { stream, ended } = await openStream(await (await startRawPeer()).dial(addressOf(executor)), LLM_PROTOCOL);
    stream.send(new Uint8Array(60_000));
    stream.close().catch(() => {});
    return { ended };
  };
  const first = await ask();
  await eventually(() => asked === 1);
  expect(await (await ask()).ended).toBe('reset');
  expect(counters().requestsOverBudget).toBe(1);
  finish.resolve();
  expect(await first.ended).toBe('closed');
  expect(await (await ask()).ended).toBe('closed');
});

test('half-sent requests do not keep newcomers out', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const executor = await addEchoExecutor(network, { bootstrapPeers: [], limits: { maxConnections: 10 } });
  const squatting: PeerConnection[] = [];
  for (let peer = 0; peer < 8; peer++) {
    const connection = await (await startRawPeer()).dial(addressOf(executor));
    squatting.push(connection);
    (await openStream(connection, LLM_PROTOCOL)).stream.send(new Uint8Array(10));
  }
  await eventually(() => executor.network.status().counters.inboundRequests === 8);
  clock.skip(20_000);
  const newcomer = await startRawPeer();
  await newcomer.dial(addressOf(executor));
  await eventually(() => Number(executor.network.status().counters.idleConnectionsClosed) === 1);
  await eventually(() => squatting.filter(({ status }) => status !== 'open').length === 1);
  expect(executor.network.peers().some(({ peerId }) => peerId === newcomer.host.peerId)).toBe(true);
});

test('peers that left are not remembered', async () => {
  const clock = createSkippingClock();
  const peer = await startRawPeer({ clock });
  const network = await startLocalNetwork();
  for (let round = 0; round < 3; round++) {
    const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
    const connection = await peer.dial(addressOf(executor));
    await new KadClient({ clock }).findNode(connection, peer.peerIdBytes);
    await executor.network.stop();
  }
  expect(await peer.host.countRememberedPeers()).toBe(3);
  await eventually(() => peer.host.connections().length === 0);
  clock.skip(10_000);
  await expect.poll(() => peer.host.countRememberedPeers()).toBe(0);
});

test('bytes that are no handshake, and silence, cost a socket for a while and nothing else', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [], limits: { handshakeTimeoutMs: 2_000 } });
  const port = Number(addressOf(executor).split('/').at(-1));
  const sockets = Array.from({ length: 40 }, (_, index) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => {});
    if (index % 2 === 0) socket.write(Buffer.alloc(10_000, index));
    return socket;
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  await expectServing(network, addressOf(executor), executor.identity.peerId);
  await eventually(() => sockets.every((socket) => socket.destroyed || socket.readableEnded || socket.closed));
});
