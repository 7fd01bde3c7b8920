import type { Clock } from '../foundation/clock.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Startable } from '../foundation/startable.ts';
import type { BackendPool } from '../inference/backends/index.ts';
import { BackendLoads, IdleUnload, OwnerPlans } from '../inference/models/index.ts';

interface ModelLoadingModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pool: Pick<BackendPool, 'member' | 'clientOf' | 'refresh' | 'onLook'>;
  /** Models that the owner wants in memory all the time. */
  staying(): readonly string[];
}

type LoadingConfig = Pick<ExecutorConfig, 'models' | 'modelDiscovery'>;

/** Which models are in memory, how they come there, and when they leave. */
export class ModelLoading implements Startable {
  readonly loads: BackendLoads;
  readonly #pool: ModelLoadingModules['pool'];
  readonly #plans: OwnerPlans;
  readonly #idle: IdleUnload;
  #unwatch = () => {};

  constructor({ clock, logger, pool, staying }: ModelLoadingModules, config: LoadingConfig) {
    const plans = new OwnerPlans(config.models);
    const loads = new BackendLoads({
      clock,
      logger,
      backendOf: (id) => pool.clientOf(id)?.name ?? null,
      controlOf: (name) => pool.member(name)?.client.control ?? null,
      planOf: (id) => plans.planOf(id),
      look: () => pool.refresh(),
    });
    this.#pool = pool;
    this.#plans = plans;
    this.loads = loads;
    this.#idle = new IdleUnload(
      { clock, logger, loads, mayGo: (id) => !staying().includes(id) },
      config.modelDiscovery,
    );
  }

  configure({ models, modelDiscovery }: LoadingConfig): void {
    this.#plans.configure(models);
    this.#idle.configure(modelDiscovery);
  }

  async start(): Promise<void> {
    this.#unwatch = this.#pool.onLook((look) => this.loads.observe(look));
    await this.#idle.start();
  }

  async stop(): Promise<void> {
    this.#unwatch();
    await this.#idle.stop();
    this.loads.close();
  }
}
