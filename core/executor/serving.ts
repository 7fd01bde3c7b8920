import type { BackendPool } from '../inference/backends/index.ts';
import { type ModelCatalog, type Performance, toDescriptor } from '../inference/models/index.ts';
import type { Pricing } from '../money/pricing/index.ts';
import type { ExecutorNetwork } from '../network/index.ts';
import type { PauseReason, RequestPipeline } from '../request/index.ts';
import type { StopMode } from './interface.ts';

interface ServingModules {
  readonly pipeline: RequestPipeline;
  readonly network: Pick<ExecutorNetwork, 'setOffer'>;
  readonly pool: Pick<BackendPool, 'member' | 'first'>;
  readonly catalog: Pick<ModelCatalog, 'served'>;
  readonly pricing: Pick<Pricing, 'quote'>;
  readonly performance: Pick<Performance, 'announced'>;
}

/** Opens and closes the gate, and keeps what the network is told equal to what is served. */
export class Serving {
  readonly #modules: ServingModules;
  readonly #onChange: () => void;

  constructor(modules: ServingModules, options: { onChange: () => void }) {
    this.#modules = modules;
    this.#onChange = options.onChange;
  }

  /** The owner wants to serve: takes back a pause by hand. One by the rules stays. */
  open(): void {
    const { gate } = this.#modules.pipeline;
    gate.lift('start');
    this.#open('owner');
  }

  /** Takes no more requests. `finish` lets the running ones end, `now` voids them. */
  close(mode: StopMode): void {
    this.#close('owner');
    if (mode === 'now') this.#modules.pipeline.cancelAll();
  }

  /** The rules step aside for the owner. */
  stepAside(): void {
    this.#close('presence');
  }

  /** The rules have no reason any more; a pause by hand stays. */
  comeBack(): void {
    this.#open('presence');
  }

  /** Requests between arrival and their last word. */
  active(): number {
    return this.#modules.pipeline.activeCount();
  }

  /** Closes what is not finished. */
  handBack(): void {
    this.#modules.pipeline.handBack();
  }

  whenIdle(): Promise<void> {
    return this.#modules.pipeline.whenIdle();
  }

  /** Tells the network what is served at what price, or that nothing is. */
  announce(): void {
    const { pipeline, network, pool, catalog, pricing, performance } = this.#modules;
    const served = pipeline.gate.state === 'open' ? catalog.served().filter(({ announced }) => announced) : [];
    const models = served.map((model) => {
      const { client } = pool.member(model.backend) ?? pool.first;
      const id = model.aliasOf ?? model.id;
      const figures = performance.announced(id);
      return toDescriptor(model, pricing.quote(model.id, id), { backend: client, performance: figures });
    });
    network.setOffer(models.length > 0 ? { models } : null);
  }

  #open(reason: PauseReason): void {
    this.#modules.pipeline.gate.lift(reason);
    this.announce();
    this.#onChange();
  }

  #close(reason: PauseReason): void {
    const { gate } = this.#modules.pipeline;
    gate.close(reason);
    this.announce();
    this.#onChange();
    void this.whenIdle().then(() => {
      if (gate.state !== 'draining') return;
      gate.idle();
      this.#onChange();
    });
  }
}
