import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { GpuReading, HardwareReading } from '../interface.ts';
import type { CpuSight } from '../probes/computer/cpu-probe.ts';
import type { DiskSight } from '../probes/computer/disk-probe.ts';
import { nodeMemory } from '../probes/computer/memory-probe.ts';
import { type Probe, type SeenGpu, type Sight, unseen } from '../probes/probe.ts';
import type { ProbeSet } from '../probes/probe-set.ts';
import { shownName } from '../shown-name.ts';
import type { ProcessOwners } from './owners.ts';
import { ProbeRunner } from './probe-runner.ts';
import { mergeGpus } from './same-gpus.ts';

/** Most processes of a GPU that a reading has. */
const MAX_PROCESSES = 64;
/** Longest name of a GPU, characters. */
const MAX_GPU_NAME = 120;

const unknownCpu: CpuSight = { name: 'Processor', cores: 0, load: null, temperatureC: null, powerWatts: null };

/** One look with all probes, side by side, put together. */
export class HardwareLook {
  readonly #clock: Clock;
  readonly #owners: ProcessOwners;
  readonly #gpus: readonly GpuRunner[];
  readonly #cpu;
  readonly #memory;
  readonly #disk;
  readonly #battery;

  constructor(
    modules: { readonly clock: Clock; readonly logger: Logger },
    { probes, owners }: { readonly probes: ProbeSet; readonly owners: ProcessOwners },
  ) {
    this.#clock = modules.clock;
    this.#owners = owners;
    this.#gpus = probes.gpus.map((probe) => new GpuRunner(modules, probe));
    this.#cpu = new ProbeRunner(modules, probes.cpu);
    this.#memory = new ProbeRunner(modules, probes.memory);
    this.#disk = new ProbeRunner(modules, probes.disk);
    this.#battery = new ProbeRunner(modules, probes.battery);
  }

  /** Never rejects: what failed stands in `probes`. */
  async now(signal: AbortSignal): Promise<HardwareReading> {
    const [gpus, cpu, memory, disk, battery] = await Promise.all([
      Promise.all(this.#gpus.map((runner) => runner.look(signal))),
      this.#cpu.look(signal),
      this.#memory.look(signal),
      this.#disk.look(signal),
      this.#battery.look(signal),
    ]);
    return {
      gpus: await this.#numbered(gpus.reduce<readonly SeenGpu[]>(mergeGpus, [])),
      atMs: this.#clock.nowMs(),
      cpu: seen(cpu) ?? unknownCpu,
      memory: seen(memory) ?? nodeMemory(),
      disk: seen<DiskSight>(disk),
      battery: seen(battery),
      probes: [...this.#gpus.map(({ runner }) => runner), this.#cpu, this.#memory, this.#disk, this.#battery].map(
        (runner) => runner.state(),
      ),
    };
  }

  /** Ends programs that probes keep running. */
  close(): void {
    for (const { runner } of this.#gpus) runner.close();
  }

  /** Numbers of the vendor's tool stay; whatever has none, or one that is taken, comes after. */
  async #numbered(gpus: readonly SeenGpu[]): Promise<readonly GpuReading[]> {
    const taken = new Set<number>();
    let next = Math.max(-1, ...gpus.map(({ index }) => index ?? -1)) + 1;
    return Promise.all(
      gpus.map(async ({ index, processes, name, ...gpu }) => {
        const number = index !== null && !taken.has(index) ? index : next++;
        taken.add(number);
        return {
          ...gpu,
          name: shownName(name, MAX_GPU_NAME) || 'GPU',
          index: number,
          processes: await this.#judged(processes),
        };
      }),
    );
  }

  async #judged(processes: SeenGpu['processes']): Promise<GpuReading['processes']> {
    if (processes === null) return null;
    const largest = [...processes].sort((a, b) => (b.memoryBytes ?? 0) - (a.memoryBytes ?? 0));
    return Promise.all(largest.slice(0, MAX_PROCESSES).map((seen) => this.#owners.judge(seen)));
  }
}

/** A probe of GPUs that remembers which there are: one that fails must not look as if their memory were free. */
class GpuRunner {
  readonly runner: ProbeRunner<readonly SeenGpu[]>;
  #known: readonly SeenGpu[] = [];

  constructor(modules: { readonly clock: Clock; readonly logger: Logger }, probe: Probe<readonly SeenGpu[]>) {
    this.runner = new ProbeRunner(modules, probe);
  }

  async look(signal: AbortSignal): Promise<readonly SeenGpu[]> {
    const sight = await this.runner.look(signal);
    if (sight.state !== 'ok') return this.#known.map(unseen);
    this.#known = sight.value;
    return this.#known;
  }
}

function seen<Value>(sight: Sight<Value>): Value | null {
  return sight.state === 'ok' ? sight.value : null;
}
