/** `[client_lists]`: EVM addresses in lower case, and peer ids. */
export interface ClientListSettings {
  /** Only these are served; empty admits everybody. */
  readonly allow: readonly string[];
  /** These are never served, whatever `allow` says. */
  readonly block: readonly string[];
}

/** Whom the owner serves. */
export class ClientLists {
  #allow: ReadonlySet<string> = new Set();
  #block: ReadonlySet<string> = new Set();

  constructor(settings: ClientListSettings) {
    this.configure(settings);
  }

  /** Obeys these lists from the next request on. */
  configure({ allow, block }: ClientListSettings): void {
    this.#allow = new Set(allow);
    this.#block = new Set(block);
  }

  /** @param address - EVM address that signs the request, in any case. */
  admits(peerId: string, address: string): boolean {
    const names = [peerId, address.toLowerCase()];
    if (names.some((name) => this.#block.has(name))) return false;
    return this.#allow.size === 0 || names.some((name) => this.#allow.has(name));
  }
}
