import type { Clock } from '../../foundation/clock.ts';
import { dialableAddressBytes } from '../host/addresses.ts';
import type { KadPeer, KadRecord } from './messages.ts';

/** How long a provider or record is kept without being repeated. */
const TTL_MS = 48 * 3600 * 1000;
/** Providers kept of one key, as the network's nodes keep them. */
const MAX_PROVIDERS = 20;
/** Addresses kept of one provider. */
const MAX_ADDRESSES = 8;
/** A peer id of this network: the identity multihash of a secp256k1 key. */
export const PEER_ID_BYTES = 39;

interface Provider extends KadPeer {
  readonly expiresAtMs: number;
}

/**
 * Providers and records of the network's own keys. Anything else is not kept, so its size is bounded:
 * keys × 20 providers × 8 addresses, and one record of 39 bytes a key.
 */
export class KadStore {
  readonly #clock: Clock;
  readonly #keys: ReadonlySet<string>;
  /** Least recently repeated first. */
  readonly #providers = new Map<string, Map<string, Provider>>();
  readonly #records = new Map<string, { readonly record: KadRecord; readonly expiresAtMs: number }>();

  constructor(modules: { clock: Clock }, options: { keys: readonly Uint8Array[] }) {
    this.#clock = modules.clock;
    this.#keys = new Set(options.keys.map(hex));
  }

  /**
   * Keeps a provider, in place of the one not repeated for longest when there are 20.
   *
   * @returns False when the key is not one of ours or the id is not a peer id of this network.
   */
  addProvider(key: Uint8Array, peer: KadPeer): boolean {
    const name = hex(key);
    if (!this.#keys.has(name) || peer.id.byteLength !== PEER_ID_BYTES) return false;
    const providers = this.#providers.get(name) ?? new Map<string, Provider>();
    this.#providers.set(name, providers);
    const id = hex(peer.id);
    providers.delete(id);
    const addresses = peer.addresses.flatMap(dialableAddressBytes).slice(0, MAX_ADDRESSES);
    providers.set(id, { id: peer.id, addresses, expiresAtMs: this.#clock.nowMs() + TTL_MS });
    const [oldest] = providers.keys();
    if (providers.size > MAX_PROVIDERS && oldest !== undefined) providers.delete(oldest);
    return true;
  }

  /** Providers that have not expired, most recently repeated last. */
  providers(key: Uint8Array): readonly KadPeer[] {
    const providers = this.#providers.get(hex(key));
    if (providers === undefined) return [];
    const nowMs = this.#clock.nowMs();
    for (const [id, provider] of providers) if (provider.expiresAtMs <= nowMs) providers.delete(id);
    return [...providers.values()].map(({ id, addresses }) => ({ id, addresses }));
  }

  /**
   * Keeps the value of one of our keys; the last writer wins, as everywhere in the network.
   *
   * @returns False when key or value are not of the kind that is kept.
   */
  putRecord(record: KadRecord): boolean {
    const name = hex(record.key);
    if (!this.#keys.has(name) || record.value.byteLength !== PEER_ID_BYTES) return false;
    if (record.publisher !== null && record.publisher.byteLength !== PEER_ID_BYTES) return false;
    const lifeMs = record.ttlSec === null ? TTL_MS : Math.min(TTL_MS, record.ttlSec * 1000);
    this.#records.set(name, { record, expiresAtMs: this.#clock.nowMs() + lifeMs });
    return true;
  }

  /** The value with the seconds it is still good for; null when there is none. */
  record(key: Uint8Array): KadRecord | null {
    const entry = this.#records.get(hex(key));
    if (entry === undefined) return null;
    const leftSec = Math.ceil((entry.expiresAtMs - this.#clock.nowMs()) / 1000);
    return leftSec > 0 ? { ...entry.record, ttlSec: leftSec } : null;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
