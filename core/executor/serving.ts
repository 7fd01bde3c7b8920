import type { BackendPool } from '../inference/backends/index.ts';
import { type ModelCatalog, toDescriptor } from '../inference/models/index.ts';
import type { Pricing } from '../money/pricing/index.ts';
import type { ExecutorNetwork } from '../network/index.ts';
import type { RequestPipeline } from '../request/index.ts';
import type { StopMode } from './interface.ts';

interface ServingModules {
  readonly pipeline: RequestPipeline;
  readonly network: Pick<ExecutorNetwork, 'setOffer'>;
  readonly pool: Pick<BackendPool, 'member' | 'first'>;
  readonly catalog: Pick<ModelCatalog, 'served'>;
  readonly pricing: Pick<Pricing, 'quote'>;
}

/** Opens and closes the gate, and keeps what the network is told equal to what is served. */
export class Serving {
  readonly #modules: ServingModules;
  readonly #onChange: () => void;

  constructor(modules: ServingModules, options: { onChange: () => void }) {
    this.#modules = modules;
    this.#onChange = options.onChange;
  }

  /** Takes requests. */
  open(): void {
    this.#modules.pipeline.gate.set('open');
    this.announce();
    this.#onChange();
  }

  /** Takes no more requests. `finish` lets the running ones end, `now` voids them. */
  close(mode: StopMode): void {
    const { pipeline } = this.#modules;
    if (pipeline.gate.state === 'open') pipeline.gate.set('draining');
    if (mode === 'now') pipeline.cancelAll();
    this.announce();
    this.#onChange();
    void pipeline.whenIdle().then(() => {
      if (pipeline.gate.state !== 'draining') return;
      pipeline.gate.set('paused');
      this.#onChange();
    });
  }

  /** Tells the network what is served at what price, or that nothing is. */
  announce(): void {
    const { pipeline, network, pool, catalog, pricing } = this.#modules;
    const served = pipeline.gate.state === 'open' ? catalog.served().filter(({ announced }) => announced) : [];
    const models = served.map((model) => {
      const { client } = pool.member(model.backend) ?? pool.first;
      return toDescriptor(model, pricing.quote(model.id), client);
    });
    network.setOffer(models.length > 0 ? { models } : null);
  }
}
