import { describe, expect, it } from 'vitest';
import type { GpuProcessReading, HardwareReading } from '../../../../../../core/inference/resources/index.ts';
import { judgeRelease } from '../../../../../../core/inference/resources/presence/release/judge.ts';

type Program = readonly [string, GpuProcessReading['owner'], number | null];

function reading(usedGb: number | null, programs: readonly Program[] | null): HardwareReading {
  const processes =
    programs?.map(([name, owner, gb], index) => ({
      pid: index,
      name,
      owner,
      memoryBytes: gb === null ? null : gb * 1e9,
    })) ?? null;
  const gpu = {
    index: 0,
    name: 'GPU',
    vendor: 'nvidia' as const,
    driver: null,
    load: null,
    memoryTotalBytes: 16e9,
    memoryUsedBytes: usedGb === null ? null : usedGb * 1e9,
    temperatureC: null,
    powerWatts: null,
    powerLimitWatts: null,
    processes,
  };
  const memory = { totalBytes: 1, availableBytes: 1, swapUsedBytes: null };
  const cpu = { name: '', cores: 1, load: null, temperatureC: null, powerWatts: null };
  return { atMs: 0, gpus: [gpu], cpu, memory, disk: null, battery: null, probes: [] };
}

const model: Program = ['ollama', 'backend', 11];
const game: Program = ['doom', 'other', 6];

describe('where the driver tells what each program holds', () => {
  const before = reading(12, [model]);

  it('the memory is free when the model programs hold next to nothing, whatever a game takes', () => {
    expect(judgeRelease(before, reading(7, [['ollama', 'backend', 0.4], game]), { models: 1, bytes: null })).toEqual({
      kind: 'freed',
      freedBytes: 10.6e9,
      leftBytes: 0.4e9,
    });
    expect(judgeRelease(before, reading(7, [game]), { models: 1, bytes: null })).toMatchObject({ freedBytes: 11e9 });
  });

  it('it is held by name, the largest first', () => {
    const now = reading(12, [['runner', 'own', 1], ['ollama', 'backend', 7], game]);
    expect(judgeRelease(before, now, { models: 1, bytes: null })).toEqual({
      kind: 'held',
      freedBytes: 3e9,
      heldBytes: 8e9,
      heldBy: ['ollama', 'runner'],
    });
  });

  it('a small model is not free because it is small', () => {
    const small = reading(1, [['ollama', 'backend', 0.5]]);
    expect(judgeRelease(small, small, { models: 1, bytes: null })).toMatchObject({ kind: 'held' });
  });

  it('a probe that fails proves nothing', () => {
    expect(judgeRelease(before, reading(null, null), { models: 1, bytes: 11e9 })).toEqual({ kind: 'unseen' });
  });

  it('nobody is blamed when no model program held anything, as with models in main memory', () => {
    const idle = reading(1, [game]);
    expect(judgeRelease(idle, idle, { models: 1, bytes: null })).toEqual({ kind: 'not-measurable' });
    expect(judgeRelease(idle, idle, { models: 0, bytes: 0 })).toMatchObject({ kind: 'freed', freedBytes: 0 });
  });
});

describe('where only the sum is told', () => {
  it('it is free when about as much is free as the models held', () => {
    expect(judgeRelease(reading(13, null), reading(2.5, null), { models: 2, bytes: 11e9 })).toMatchObject({
      kind: 'freed',
      freedBytes: 10.5e9,
    });
  });

  it('it is held when only a part of it went', () => {
    expect(judgeRelease(reading(13, null), reading(9, null), { models: 2, bytes: 11e9 })).toEqual({
      kind: 'held',
      freedBytes: 4e9,
      heldBytes: 7e9,
      heldBy: [],
    });
  });

  it('without the word of the programs any fall that is more than noise counts', () => {
    expect(judgeRelease(reading(13, null), reading(12.9, null), { models: 1, bytes: null })).toMatchObject({
      kind: 'held',
    });
    expect(judgeRelease(reading(13, null), reading(2, null), { models: 1, bytes: null })).toMatchObject({
      kind: 'freed',
    });
  });

  it('names of programs without figures, as under Windows, are no figures', () => {
    const before = reading(13, [['ollama.exe', 'backend', null]]);
    const now = reading(2, [['ollama.exe', 'backend', null]]);
    expect(judgeRelease(before, now, { models: 1, bytes: 11e9 })).toMatchObject({ kind: 'freed' });
  });
});

it('without a GPU there is nothing to measure', () => {
  const none = { ...reading(null, null), gpus: [] };
  expect(judgeRelease(none, none, { models: 1, bytes: null })).toEqual({ kind: 'not-measurable' });
  expect(judgeRelease(null, none, { models: 1, bytes: null })).toEqual({ kind: 'not-measurable' });
});
