import { describe, expect, it } from 'vitest';
import type { Gpu } from '../../../../core/control/schemas/hardware.ts';
import { memoryParts } from '../../../../renderer/store/selectors/memory.ts';
import { servingScene } from '../../../fakes/control-scene.ts';
import { fakeHardware, gamingHardware, gamingPresence } from '../../../fakes/hardware-scene.ts';

const nowMs = 1_700_000_000_000;
const { models } = servingScene(nowMs);
const order = models.map(({ id }) => id);
const [gpu] = fakeHardware(nowMs).gpus;
const [gaming] = gamingHardware(nowMs).gpus;
if (!gpu || !gaming) throw new Error('the scene has no card');
const partsOf = (change: Partial<Parameters<typeof memoryParts>[0]> = {}) =>
  memoryParts({ gpu, models, order, presence: null, ...change });
const sum = (parts: readonly { bytes: number }[]) => parts.reduce((all, { bytes }) => all + bytes, 0);

describe('the memory of a card', () => {
  it('is parted by models, programs, desktop and what is free, and adds up to all of it', () => {
    const parts = partsOf();
    expect(parts.map(({ label }) => label)).toEqual([
      'qwen2.5-7b-instruct',
      'llama-3.1-8b-instruct',
      'model programs',
      'you and desktop',
      'free',
    ]);
    expect(parts.map(({ colour }) => colour)).toEqual([1, 2, null, null, null]);
    expect(sum(parts)).toBe(gpu.memoryTotalBytes);
  });

  it('belongs to the game by its name while one is the cause of a pause', () => {
    const parts = partsOf({ gpu: gaming, models: [], presence: gamingPresence(nowMs) });
    expect(parts.map(({ kind, label }) => [kind, label])).toEqual([
      ['game', 'Elden Ring'],
      ['other', 'you and desktop'],
      ['free', 'free'],
    ]);
    expect(sum(parts)).toBe(gaming.memoryTotalBytes);
  });

  it('shows what a model that loads will still take, and never more than there is', () => {
    const loading = models.map((model, index) =>
      index === 2 ? { ...model, state: 'loading' as const, loadProgress: 0.75, needsBytes: 8_000_000_000 } : model,
    );
    expect(partsOf({ models: loading }).find(({ kind }) => kind === 'loading')?.bytes).toBe(2_000_000_000);
    const huge = loading.map((model) => ({ ...model, needsBytes: 90_000_000_000 }));
    expect(sum(partsOf({ models: huge }))).toBe(gpu.memoryTotalBytes);
  });

  it('is not told apart where models hold more than their programs have on this card', () => {
    const processes = [{ pid: 1, name: 'ollama', memoryBytes: 3_000_000_000, owner: 'backend' as const }];
    expect(partsOf({ gpu: { ...gpu, processes } }).map(({ label }) => label)).toEqual([
      'models',
      'you and desktop',
      'free',
    ]);
  });

  it('is unknown where the driver does not tell', () => {
    const silent: Gpu = { ...gpu, memoryUsedBytes: null };
    expect(partsOf({ gpu: silent })).toEqual([]);
    expect(partsOf({ gpu: { ...gpu, processes: null } }).map(({ kind }) => kind)).toEqual(['other', 'free']);
  });
});
