import { LloomClient, type LloomClientOptions } from '../client/index.ts';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { type Logger, silentLogger } from '../foundation/logger.ts';
import { type RandomSource, systemRandom } from '../foundation/random.ts';
import type { Startable } from '../foundation/startable.ts';
import { type Identity, randomIdentity } from '../identity/index.ts';
import { ExecutorNetwork, type ExecutorNetworkOptions, type InboundHandler } from '../network/index.ts';
import { LocalValidator } from './local-validator.ts';

export interface LocalNetworkModules {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** An executor's network side with the identity it was made of. */
export interface AttachedExecutor {
  readonly identity: Identity;
  readonly network: ExecutorNetwork;
}

/** A whole network in this process, on loopback: one validator, and any number of executors and clients. */
export class LocalNetwork implements Startable {
  readonly validator: LocalValidator;
  readonly #modules: LocalNetworkModules;
  readonly #attached: Startable[] = [];

  constructor(modules: Partial<LocalNetworkModules> = {}) {
    this.#modules = { clock: systemClock, random: systemRandom, logger: silentLogger, ...modules };
    this.validator = new LocalValidator({ ...this.#modules, identity: randomIdentity() });
  }

  async start(): Promise<void> {
    await this.validator.start();
  }

  /** Stops everything that was attached, and then the validator. */
  async stop(): Promise<void> {
    await Promise.all(this.#attached.splice(0).map((attached) => attached.stop()));
    await this.validator.stop();
  }

  /** Starts an executor's network side that bootstraps on the validator. */
  async addExecutor(
    handler: InboundHandler,
    options: Partial<ExecutorNetworkOptions> & { readonly identity?: Identity } = {},
  ): Promise<AttachedExecutor> {
    const { identity = randomIdentity(), ...networkOptions } = options;
    const network = new ExecutorNetwork(
      { ...this.#modules, identity, handler },
      {
        listenAddress: '/ip4/127.0.0.1/tcp/0',
        externalAddress: null,
        bootstrapPeers: [this.validator.address],
        ...networkOptions,
      },
    );
    this.#attached.push(network);
    await network.start();
    return { identity, network };
  }

  /** Starts a client that bootstraps on the validator. */
  async addClient(options: Partial<LloomClientOptions> & { readonly identity?: Identity } = {}): Promise<LloomClient> {
    const { identity = randomIdentity(), ...clientOptions } = options;
    const client = new LloomClient(
      { ...this.#modules, identity },
      { bootstrapPeers: [this.validator.address], ...clientOptions },
    );
    this.#attached.push(client);
    await client.start();
    return client;
  }
}
