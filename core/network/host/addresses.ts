import { publicKeyFromProtobuf } from '@libp2p/crypto/keys';
import { peerIdFromPublicKey } from '@libp2p/peer-id';
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr';
import { ExecutorError } from '../../foundation/errors/index.ts';

/** Longest binary address that is looked at; IPv6 with TCP and peer id has 61 bytes. */
const MAX_ADDRESS_BYTES = 128;

/** An IP literal with a TCP port, the only kind of address that the network dials. */
export interface TcpAddress {
  readonly family: 'ip4' | 'ip6';
  readonly host: string;
  /** 0 lets the system choose (listening only). */
  readonly port: number;
  /** Peer id that the address names, base58; null when it names none. */
  readonly peerId: string | null;
}

/**
 * Reads `/ip4|ip6/…/tcp/…`, with or without `/p2p/…`.
 *
 * @throws ExecutorError `NETWORK_ADDRESS_INVALID` for anything else, names (`/dns4`) included.
 */
export function parseAddress(text: string): TcpAddress {
  try {
    return readAddress(multiaddr(text));
  } catch (cause) {
    throw new ExecutorError('NETWORK_ADDRESS_INVALID', { address: text.slice(0, 256) }, { cause });
  }
}

/** The parts of a multiaddr; null when it is not one that the network dials. */
export function tcpAddressOf(address: Multiaddr): TcpAddress | null {
  try {
    return readAddress(address);
  } catch {
    return null;
  }
}

/** The same for the binary form, as peers send it. */
export function tcpAddressOfBytes(bytes: Uint8Array): TcpAddress | null {
  try {
    return readAddress(multiaddr(bytes));
  } catch {
    return null;
  }
}

/** The multiaddr text, with `/p2p/…` only when asked for. */
export function formatAddress(address: TcpAddress, options: { withPeerId?: boolean } = {}): string {
  const text = `/${address.family}/${address.host}/tcp/${address.port}`;
  return options.withPeerId === true && address.peerId !== null ? `${text}/p2p/${address.peerId}` : text;
}

/** The binary multiaddr without peer id, as Kademlia carries it. */
export function addressBytes(address: TcpAddress): Uint8Array {
  return multiaddr(formatAddress(address)).bytes;
}

function readAddress(address: Multiaddr): TcpAddress {
  const [ip, tcp, p2p, ...rest] = address.getComponents();
  const family = ip?.name;
  const port = Number(tcp?.value);
  if ((family !== 'ip4' && family !== 'ip6') || ip?.value === undefined) throw new Error('not an IP literal');
  if (tcp?.name !== 'tcp' || !Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('not TCP');
  if (rest.length > 0 || (p2p !== undefined && p2p.name !== 'p2p')) throw new Error('more than IP, TCP and peer id');
  return { family, host: ip.value, port, peerId: p2p?.value ?? null };
}

/** The binary form without peer id, in a list; an empty list for what nobody could dial. */
export function dialableAddressBytes(bytes: Uint8Array): Uint8Array[] {
  const address = bytes.byteLength <= MAX_ADDRESS_BYTES ? tcpAddressOfBytes(bytes) : null;
  if (address === null || address.port === 0 || isWildcard(address.host)) return [];
  return [addressBytes(address)];
}

/** True for the address that stands for all interfaces. */
export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** Identity multihash of 37 bytes: the whole public key stands in the peer id. */
const PEER_ID_HEAD = [0x00, 0x25];

/** The base58 text of a peer id's multihash; null when the bytes are not the id of a secp256k1 key. */
export function peerIdText(bytes: Uint8Array): string | null {
  if (bytes.byteLength !== 39 || PEER_ID_HEAD.some((byte, index) => bytes[index] !== byte)) return null;
  try {
    const key = publicKeyFromProtobuf(bytes.subarray(2));
    return key.type === 'secp256k1' ? peerIdFromPublicKey(key).toString() : null;
  } catch {
    return null;
  }
}
