import { join } from 'node:path';
import type { LoadOptions } from '../../core/inference/backends/index.ts';
import { GB } from '../../core/inference/resources/index.ts';
import { createFakeKernel, createFakeNvidia } from '../fakes/hardware/index.ts';
import { SteeredBackend } from '../fakes/steered-backend.ts';
import { eventually } from './network.ts';
import { type NodeRig, startNodeRig } from './node-rig.ts';
import { tempFolder } from './temp-folder.ts';

/** A whole executor over a program whose models take memory of fake cards, and the commands that it was given. */
export interface MemoryRig extends NodeRig {
  readonly backend: SteeredBackend;
  /** Asks a model; `closed` when the stream was closed without an answer. */
  serve(id: string): Promise<'answered' | 'closed'>;
  /** Other programs take this much of the first card, or of the main memory where there is none. */
  takenByOthers(gb: number): void;
  /** GPUs that the program was told for its last load of a model. */
  devicesOf(id: string): readonly number[] | null | undefined;
}

interface MemoryRigOptions {
  /** GB that each model takes. */
  readonly models: Readonly<Record<string, number>>;
  /** False: nobody says how much each model takes. @defaultValue true: `gpu_memory_gb` of each */
  readonly told?: boolean;
  /** GB of each card. @defaultValue one of 16 */
  readonly gpus?: readonly number[];
  /** GB that other programs have taken from the start. @defaultValue 0 */
  readonly others?: number;
  /** GB of main memory. @defaultValue 64 */
  readonly memoryGb?: number;
  /** Kind of the program. @defaultValue `lmstudio` */
  readonly kind?: string;
}

/** A program whose models are on the cards that it is told, or on the first one. */
class MemoryBackend extends SteeredBackend {
  override readonly kind: string;
  readonly placed = new Map<string, readonly number[] | null>();

  constructor(models: ConstructorParameters<typeof SteeredBackend>[0], kind: string) {
    super(models);
    this.kind = kind;
  }
}

/** @param text - Sections of the configuration file. */
export async function startMemoryRig(text: string, options: MemoryRigOptions): Promise<MemoryRig> {
  const { models, told = true, gpus = [16], memoryGb = 64, kind = 'lmstudio' } = options;
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'));
  const kernel = createFakeKernel(tempFolder());
  let { others = 0 } = options;
  const list = Object.keys(models).map((id) => ({ id, state: 'not-loaded' as const }));
  const needs = Object.entries(models).map(([id, gb]) => `\n[[models]]\nname = "${id}"\ngpu_memory_gb = ${gb}\n`);
  const backend = new MemoryBackend(list, kind);
  const write = () => {
    const used = gpus.map(() => 0);
    let inMemory = 0;
    for (const { id, state } of backend.models.values()) {
      if (state !== 'loaded') continue;
      const devices = backend.placed.get(id) ?? (gpus.length > 0 ? [0] : []);
      if (devices.length === 0) inMemory += models[id] ?? 0;
      for (const device of devices) used[device] = (used[device] ?? 0) + (models[id] ?? 0) / devices.length;
    }
    if (gpus.length === 0) inMemory += others;
    const mebibytes = (gb: number) => Math.round((gb * GB) / 1024 ** 2);
    nvidia.setGpus(
      gpus.map((gb, index) => ({
        memoryTotalMebibytes: mebibytes(gb),
        memoryUsedMebibytes: mebibytes((used[index] ?? 0) + (index === 0 ? others : 0)),
      })),
    );
    const kibibytes = (gb: number) => Math.round((gb * GB) / 1024);
    kernel.setMemory({
      totalKibibytes: kibibytes(memoryGb),
      availableKibibytes: kibibytes(Math.max(0, memoryGb - inMemory)),
    });
  };
  const { load, unload } = backend.control;
  Object.assign(backend.control, {
    async load(id: string, asked: LoadOptions) {
      backend.placed.set(id, asked.placement?.gpuDevices ?? null);
      await load(id, asked);
      write();
    },
    async unload(id: string) {
      await unload(id);
      write();
    },
  });
  write();
  const env = { PATH: gpus.length > 0 ? nvidia.folder : '' };
  const rig = await startNodeRig(backend, told ? text + needs.join('') : text, { ...kernel, platform: 'linux', env });
  return Object.assign(rig, {
    backend,
    async serve(id: string) {
      const answer = rig.ask(id);
      let isOver = false;
      void answer.finally(() => {
        isOver = true;
      });
      await eventually(async () => {
        rig.clock.advance(20);
        return isOver;
      });
      return (await answer) === null ? ('closed' as const) : ('answered' as const);
    },
    takenByOthers(gb: number) {
      others = gb;
      write();
    },
    devicesOf: (id: string) => backend.placed.get(id),
  });
}
