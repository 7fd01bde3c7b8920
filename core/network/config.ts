import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { defineSection, setting, tableSetting } from '../foundation/settings.ts';
import { type NetworkProtocols, usualProtocols } from './protocols.ts';

/** How the executor is reached and whom it joins. */
export interface NetworkSettings {
  /** Multiaddr to listen on; port 0 takes any free one. */
  readonly listenAddress: string;
  /** Multiaddr to publish instead of what is found out; null leaves it to that. */
  readonly externalAddress: string | null;
  /** Multiaddrs of bootstrap nodes; empty means that nobody is dialled. */
  readonly bootstrapPeers: readonly string[];
  readonly protocols: NetworkProtocols;
}

interface AddressRules {
  readonly lowestPort: 0 | 1;
  readonly allowPeerId: boolean;
  readonly allowUnspecified: boolean;
  /** A host name in the place of the number, as the guide of the network writes it. */
  readonly allowName?: boolean;
}

/** What is wrong with an address, as the end of a sentence; null when it can be used. */
function addressProblem(text: string, rules: AddressRules): string | null {
  const [empty, family, ip = '', transport, port = '', ...rest] = text.split('/');
  if (empty !== '' || family === undefined) return 'does not start with /ip4 or /ip6';
  if (family.startsWith('dns')) return 'is a name, and the network dials numbers only';
  if (family !== 'ip4' && family !== 'ip6') return 'does not start with /ip4 or /ip6';
  if ((family === 'ip4' ? !isIPv4(ip) : !isIPv6(ip)) && !(rules.allowName && isHostName(ip)))
    return `has no IPv${family === 'ip4' ? 4 : 6} address after /${family}`;
  if (!rules.allowUnspecified && /^(?:0\.0\.0\.0|[0:]+)$/.test(ip))
    return 'stands for every address, and nobody can dial that';
  if (transport !== 'tcp') return 'does not go on with /tcp';
  if (!/^(?:0|[1-9]\d{0,4})$/.test(port) || Number(port) < rules.lowestPort || Number(port) > 65_535)
    return `has no port from ${rules.lowestPort} to 65535 after /tcp`;
  if (rest.length === 0) return null;
  if (!rules.allowPeerId) return 'goes on after the port';
  return rest.length === 2 && rest[0] === 'p2p' && /^[1-9A-HJ-NP-Za-km-z]{46,64}$/.test(rest[1] ?? '')
    ? null
    : 'may go on after the port only with /p2p and a peer id';
}

/** True for a name with a dot and a letter at its end, like `bootstrap1.lloom.network`. */
const isHostName = (text: string) => /^(?:[a-z\d-]{1,63}\.)+[a-z][a-z\d-]{0,62}$/i.test(text);

const address = (rules: AddressRules) =>
  z.string().superRefine((text, context) => {
    const problem = addressProblem(text, rules);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

const hint = 'The network knows no names (/dns4); write the number, for example /ip4/203.0.113.7/tcp/4001.';

/** The node that the network's own client joins in its demo; the only public one that is known. */
const publicBootstrapNode = '/ip4/67.220.95.247/tcp/3099';

const protocolsTest = 'test/integration/network/protocols.test.ts';

/** `[network]` of the configuration file. */
export const networkSection = defineSection({
  name: 'network',
  acts: 'core/network',
  about: 'How the executor is reached and whom it joins.',
  keys: {
    listen_address: setting(
      address({ lowestPort: 0, allowPeerId: false, allowUnspecified: true }).default('/ip4/0.0.0.0/tcp/4001'),
      {
        test: {
          file: 'test/integration/executor/settings.test.ts',
          title: 'listens on the configured address, and LLOOM_EXECUTOR_PORT replaces its port',
        },
        description:
          'Address and port that clients and validators connect to. 0.0.0.0 stands for every network card: without it nobody outside is served; every other listener of the executor is on 127.0.0.1. When the port is taken, one of the next 20 is used, unless external_address, an option or the environment names a port.',
        unit: 'multiaddr like "/ip4/0.0.0.0/tcp/4001"; port 0 takes any free one',
        hint,
        door: true,
      },
    ),
    external_address: setting(
      address({ lowestPort: 1, allowPeerId: false, allowUnspecified: false }).nullable().default(null),
      {
        test: {
          file: 'test/integration/executor/settings.test.ts',
          title: 'tells the network the configured external address and no other',
        },
        description: 'Address that clients are told, where the one that the network sees is not the right one.',
        unit: 'multiaddr like "/ip4/203.0.113.7/tcp/4001"; addresses of a local network are fine too',
        hint,
        example: '/ip4/203.0.113.7/tcp/4001',
        reload: 'now',
      },
    ),
    bootstrap_peers: setting(
      z
        .array(address({ lowestPort: 1, allowPeerId: true, allowUnspecified: false, allowName: true }))
        .max(64)
        .default([publicBootstrapNode]),
      {
        test: {
          file: 'test/integration/executor/first-light.test.ts',
          title: 'a client is answered by the model program, charged exactly, and the books say so everywhere',
        },
        description: 'Validators (or executors) through which the executor joins the network.',
        unit: 'list of at most 64 multiaddrs like "/ip4/203.0.113.7/tcp/9000", each with or without /p2p/… at its end',
        hint,
        refusedWhen: (value) =>
          Array.isArray(value) && value.some((peer) => isHostName(String(peer).split('/')[2] ?? '')),
        door: true,
        reload: 'now',
      },
    ),
    protocols: tableSetting(
      {
        enable_mdns: setting(z.boolean().default(usualProtocols.mdns), {
          description:
            'Answers programs of the local network that look for peers by multicast DNS (UDP 5353). Off, because the nodes of the network have none and it tells everybody in the local network that this runs.',
          unit: 'true or false',
          note: 'The nodes written in Rust have no mDNS: switched on, only other programs find this executor by it.',
          test: { file: protocolsTest, title: '%s: a question to the local network is answered: %s' },
        }),
        enable_kad: setting(z.boolean().default(usualProtocols.kad), {
          description:
            'Publishes where this executor is in the Kademlia table and answers questions about it. Without it no client finds this executor.',
          unit: 'true or false',
          test: {
            file: protocolsTest,
            title: 'Kademlia off: nothing is answered or published, announcements and requests go on',
          },
        }),
        enable_gossipsub: setting(z.boolean().default(usualProtocols.gossipsub), {
          description:
            'Announces models and prices to validators. Without it they do not know this executor, and end its quiet connections after 10 seconds.',
          unit: 'true or false',
          test: {
            file: protocolsTest,
            title: 'gossipsub off: nothing is announced, the status says so, and clients still find it by Kademlia',
          },
        }),
        enable_autonat: setting(z.boolean().default(usualProtocols.autonat), {
          description:
            'Asks peers whether they can reach this computer, and dials them back when they ask. Off, because the nodes of the network have none.',
          unit: 'true or false',
          note: 'The nodes written in Rust have no AutoNAT: switched on, it learns nothing from them.',
          test: {
            file: protocolsTest,
            title: 'autonat on: it answers peers that ask whether they can be reached, and says who it is',
          },
        }),
        enable_relay: setting(z.boolean().default(usualProtocols.relay), {
          description:
            'Lets peers behind a relay connect; it relays for nobody. Off, because the nodes of the network have none and a relay ends long answers.',
          unit: 'true or false',
          note: 'The nodes written in Rust have neither relay nor circuits: their clients reach no executor through one.',
          test: { file: protocolsTest, title: 'relay on: a client that only reaches a relay is served through it' },
        }),
      },
      {
        description: 'Which protocols of libp2p it speaks besides the one that carries requests.',
        acts: 'core/network/host/services.ts',
      },
    ),
  },
  read: (values): NetworkSettings => ({
    listenAddress: values.listen_address,
    externalAddress: values.external_address,
    bootstrapPeers: values.bootstrap_peers,
    protocols: {
      mdns: values.protocols.enable_mdns,
      kad: values.protocols.enable_kad,
      gossipsub: values.protocols.enable_gossipsub,
      autonat: values.protocols.enable_autonat,
      relay: values.protocols.enable_relay,
    },
  }),
});
