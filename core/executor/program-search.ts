import type { Clock } from '../foundation/clock.ts';
import { anyoneListens, type BackendPool, defaultBackend } from '../inference/backends/index.ts';

/** Time between two looks at the ports, milliseconds. */
const lookEveryMs = 15_000;

interface SearchModules {
  readonly clock: Clock;
  readonly pool: Pick<BackendPool, 'members'>;
  /** Told when {@link ProgramSearch.nobody} changed. */
  onChange(): void;
}

/**
 * Whether there is any model program to use. It is asked only where the configuration names none of its own and the one
 * that is looked for by default does not answer: the situation of a newcomer, who can do without any.
 */
export class ProgramSearch {
  readonly #modules: SearchModules;
  readonly #ports: readonly number[] | undefined;
  #nobody = false;
  #nextLookAtMs = Number.NEGATIVE_INFINITY;

  /** @param options.ports - @defaultValue those on which model programs usually listen */
  constructor(modules: SearchModules, options: { readonly ports?: readonly number[] } = {}) {
    this.#modules = modules;
    this.#ports = options.ports;
  }

  /** True when nothing was chosen and nothing answers. */
  get nobody(): boolean {
    return this.#nobody && this.#isMissing();
  }

  /** Looks at the ports, if that is due. Never rejects. */
  async look(): Promise<void> {
    const { clock, onChange } = this.#modules;
    if (!this.#isMissing() || clock.monotonicMs() < this.#nextLookAtMs) return;
    this.#nextLookAtMs = clock.monotonicMs() + lookEveryMs;
    const nobody = !(await anyoneListens(this.#ports));
    if (nobody === this.#nobody) return;
    this.#nobody = nobody;
    onChange();
  }

  #isMissing(): boolean {
    return this.#modules.pool.members().every(({ client, baseUrl, health }) => {
      const isDefault = client.kind === defaultBackend.kind && baseUrl === defaultBackend.baseUrl;
      return isDefault && health.problem?.code === 'BACKEND_UNREACHABLE';
    });
  }
}
