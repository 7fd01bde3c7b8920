import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2';
import { identify } from '@libp2p/identify';
import { noise } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p, type Libp2pOptions } from 'libp2p';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nowSec, systemClock } from '../../../core/foundation/clock.ts';
import { checkConfigText } from '../../../core/foundation/config/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { randomIdentity, signMessage } from '../../../core/identity/index.ts';
import {
  type ExecutorNetworkOptions,
  exchangeLlm,
  Host,
  KadClient,
  type PeerConnection,
  parseAddress,
} from '../../../core/network/index.ts';
import type { NetworkProtocols } from '../../../core/network/protocols.ts';
import { EXECUTOR_KEY, encodeRequestMessage, KAD_PROTOCOL, LLM_PROTOCOL } from '../../../core/protocol/index.ts';
import { addEchoExecutor, answering, eventually, offerOf, startLocalNetwork } from '../../utils/network.ts';
import { startRawPeer } from '../../utils/raw-peer.ts';
import { createSkippingClock } from '../../utils/skipping-clock.ts';
import { startTcpProxy } from '../../utils/tcp-proxy.ts';

const AUTONAT = '/libp2p/autonat/1.0.0';
const IDENTIFY = '/ipfs/id/1.0.0';
const GOSSIP = '/meshsub/1.2.0';
const RELAY_STOP = '/libp2p/circuit/relay/0.2.0/stop';

/** What a configuration file with these lines below `[network.protocols]` switches. */
function configured(lines: string): NetworkProtocols {
  const text = `[network.protocols]\n${lines}\n`;
  const { config } = checkConfigText(text, { file: 'config.toml', env: {} });
  if (config === null) throw new Error('no valid configuration');
  return config.network.protocols;
}

/** An executor on loopback that offers `a-model` and echoes, with these switches, and a stranger's connection to it. */
async function startSwitched(lines: string, options: Partial<ExecutorNetworkOptions> = {}) {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const { handler } = answering(identity, (prompt) => prompt);
  const protocols = configured(lines);
  const executor = await network.addExecutor(handler, { identity, protocols, ...options });
  executor.network.setOffer(offerOf('a-model'));
  await eventually(() => executor.network.status().bootstrap.every(({ state }) => state === 'connected'));
  const stranger = await startRawPeer();
  const [address = ''] = executor.network.status().listenAddresses;
  return { ...network, network, executor, identity, address, connection: await stranger.dial(address) };
}

/** True when a stream of this protocol can be opened. */
async function speaks(connection: PeerConnection, protocol: string): Promise<boolean> {
  try {
    const stream = await connection.newStream(protocol, { signal: AbortSignal.timeout(10_000) });
    stream.abort(new Error('only asking'));
    return true;
  } catch (error) {
    expect((error as Error).name).toBe('UnsupportedProtocolError');
    return false;
  }
}

test('as usual: Kademlia and gossipsub, and none of what the nodes of the network lack', async () => {
  const { network, executor, connection } = await startSwitched('');
  const spoken = [KAD_PROTOCOL, GOSSIP, LLM_PROTOCOL, AUTONAT, IDENTIFY, RELAY_STOP];
  const answers = await Promise.all(spoken.map((protocol) => speaks(connection, protocol)));
  expect(answers).toEqual([true, true, true, false, false, false]);
  await eventually(() => network.validator.providers.length === 1);
  expect(executor.network.status().switchedOff).toEqual([]);
});

test('Kademlia off: nothing is answered or published, announcements and requests go on', async () => {
  const { network, executor, identity, connection } = await startSwitched('enable_kad = false');
  expect(await speaks(connection, KAD_PROTOCOL)).toBe(false);
  await expect(new KadClient({ clock: systemClock }).getProviders(connection, EXECUTOR_KEY)).rejects.toThrow();
  await eventually(() => network.validator.registry.modelsOf(identity.peerId) !== null);
  expect(executor.network.status().switchedOff).toEqual(['kad']);
  expect(await speaks(connection, LLM_PROTOCOL)).toBe(true);
  await executor.network.stop();
  expect(network.validator.registry.modelsOf(identity.peerId)).toBeNull();
  expect(network.validator.providers).toEqual([]);
  expect(network.validator.executorRecord).toBeNull();
});

test('Kademlia off: a bootstrap node that goes silent is noticed all the same, and one that answers is kept', async () => {
  const clock = createSkippingClock();
  const network = await startLocalNetwork({ clock });
  const proxy = await startTcpProxy(Number(network.validator.address.split('/').at(-1)));
  const executor = await addEchoExecutor(network, {
    protocols: configured('enable_kad = false'),
    bootstrapPeers: [`/ip4/127.0.0.1/tcp/${proxy.port}`],
  });
  await clock.pass(40_000);
  expect(proxy.accepted).toBe(1);
  proxy.goSilent();
  await clock.pass(36_000);
  await eventually(() => executor.network.status().bootstrap[0]?.state !== 'connected');
});

test.each([
  ['enable_kad = true', true],
  ['enable_kad = false', false],
])('%s: it speaks Kademlia to a bootstrap node itself: %s', async (lines, speaksIt) => {
  const clock = createSkippingClock();
  const host = new Host(
    { identity: randomIdentity(), clock, logger: silentLogger },
    { listen: parseAddress('/ip4/127.0.0.1/tcp/0') },
  );
  let streams = 0;
  const count = async (stream: { close(): Promise<void> }) => {
    streams++;
    await stream.close();
  };
  host.handle(KAD_PROTOCOL, count, { maxInboundStreams: 8 });
  await host.start();
  onTestFinished(() => host.stop());
  const network = await startLocalNetwork({ clock });
  const executor = await network.addExecutor(async () => ({ kind: 'close' }), {
    protocols: configured(lines),
    bootstrapPeers: [...host.listenAddresses],
  });
  await eventually(() => executor.network.status().bootstrap[0]?.state === 'connected');
  await clock.pass(40_000);
  await executor.network.stop();
  expect(streams > 0).toBe(speaksIt);
});

test('gossipsub off: nothing is announced, the status says so, and clients still find it by Kademlia', async () => {
  const { network, executor, identity, connection } = await startSwitched('enable_gossipsub = false');
  expect(await speaks(connection, GOSSIP)).toBe(false);
  await eventually(() => network.validator.providers.length === 1);
  expect(executor.network.status()).toMatchObject({ switchedOff: ['gossipsub'], bootstrap: [{ announced: false }] });
  const client = await network.addClient();
  const answer = await client.request({ model: 'a-model', prompt: 'found by the table' });
  expect(answer.content).toBe('found by the table');
  await executor.network.stop();
  expect(network.validator.registry.log).toEqual([]);
  expect(network.validator.registry.modelsOf(identity.peerId)).toBeNull();
});

test('autonat on: it answers peers that ask whether they can be reached, and says who it is', async () => {
  const { connection } = await startSwitched('enable_autonat = true');
  expect(await speaks(connection, AUTONAT)).toBe(true);
  expect(await speaks(connection, IDENTIFY)).toBe(true);
  expect(await speaks(connection, RELAY_STOP)).toBe(false);
});

test('relay on: a client that only reaches a relay is served through it', async () => {
  const common = {
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
  } satisfies Libp2pOptions;
  const relay = await createLibp2p({
    ...common,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    services: { identify: identify(), relay: circuitRelayServer() },
  });
  onTestFinished(() => relay.stop());
  const [relayAddress = ''] = relay.getMultiaddrs().map((address) => address.toString());
  const { executor, identity } = await startSwitched('enable_relay = true', { bootstrapPeers: [relayAddress] });
  await eventually(() => executor.network.status().listenAddresses.some((address) => address.includes('p2p-circuit')));
  const client = await createLibp2p({ ...common, services: { identify: identify() } });
  onTestFinished(() => client.stop());
  const through = multiaddr(`${relayAddress}/p2p-circuit/p2p/${identity.peerId}`);
  const connection = await client.dial(through, { signal: AbortSignal.timeout(10_000) });
  const payload = {
    ...{ model: 'a-model', prompt: 'through the relay', system_prompt: null, temperature: null, max_tokens: null },
    ...{
      executor_address: identity.peerId,
      inbound_price: '1',
      outbound_price: '1',
      nonce: 1n,
      deadline: 9_999_999_999n,
    },
  };
  const { message } = signMessage('LlmRequest', payload, randomIdentity(), BigInt(nowSec(systemClock)));
  const bytes = encodeRequestMessage({ variant: 'SignedLlmRequest', value: message });
  const signal = AbortSignal.timeout(10_000);
  const answer = await exchangeLlm({ clock: systemClock }, connection, () => bytes, { signal });
  expect(Buffer.from(answer.bytes).toString('latin1')).toContain('through the relay');
});

test('relay off: nothing is reserved at a relay', async () => {
  const relay = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), relay: circuitRelayServer() },
  });
  onTestFinished(() => relay.stop());
  const [relayAddress = ''] = relay.getMultiaddrs().map((address) => address.toString());
  const { executor } = await startSwitched('', { bootstrapPeers: [relayAddress] });
  expect(relay.services.relay.reservations.size).toBe(0);
  expect(executor.network.status().listenAddresses).toHaveLength(1);
});

/** A network of its own with nothing but loopback, for a program that must not talk to the real one. */
const alone = [
  '-rn',
  'sh',
  '-c',
  'ip link set lo up multicast on && ip route add 224.0.0.0/4 dev lo && exec "$@"',
  '-',
];
const canBeAlone = process.platform === 'linux' && spawnSync('unshare', [...alone, 'true']).status === 0;

describe.runIf(canBeAlone)('multicast DNS, in a network of its own', () => {
  test.each([
    ['enable_mdns = true', true],
    ['enable_mdns = false', false],
  ])('%s: a question to the local network is answered: %s', (line, answered) => {
    const program = fileURLToPath(new URL('../../fixtures/programs/lan-question.ts', import.meta.url));
    const output = execFileSync('unshare', [...alone, process.execPath, program, line], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ answered });
  });
});
