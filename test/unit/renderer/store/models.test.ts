import { describe, expect, it } from 'vitest';
import type { Model } from '../../../../core/control/schemas/models.ts';
import {
  catalogueRows,
  firstChoice,
  isPulling,
  memoryAct,
  memoryWords,
  modelFacts,
  modelsSentence,
  programGroups,
  pullWords,
} from '../../../../renderer/store/selectors/models.ts';
import { servingScene } from '../../../fakes/control-scene.ts';
import { fakeCatalogue, fakePull, severalPrograms } from '../../../fakes/models-scene.ts';

const nowMs = 1_700_000_000_000;
const scene = servingScene(nowMs);
const several = severalPrograms(nowMs, scene.models);
const status = { ...scene.status, backends: several.backends };
const [loaded] = scene.models as [Model];
const lmStudio = scene.status.backend;

describe('models by program', () => {
  it('stand with the program that has them, also when it has none', () => {
    const groups = programGroups(status, several.models.slice(0, 2));
    expect(groups.map(({ name, models }) => [name, models.length])).toEqual([
      ['LM Studio', 2],
      ['Ollama', 0],
      ['vLLM', 0],
      ['The built-in engine', 0],
    ]);
    expect(groups.map(({ facts }) => facts)).toEqual([
      '0.3.30 · 127.0.0.1:1234/v1 · answers in 38 ms',
      '0.12.6 · 127.0.0.1:11434 · answers in 21 ms',
      '192.168.1.30:8000/v1 · does not answer',
      'runs inside this app',
    ]);
  });

  it('of a program that is not configured any more are not lost', () => {
    const [first] = programGroups(scene.status, [{ ...loaded, backend: 'gone' }]);
    expect(first?.models).toHaveLength(1);
  });

  it('are told first in one sentence', () => {
    expect(modelsSentence(scene.status, scene.models)).toBe('2 of 3 models served by LM Studio.');
    expect(modelsSentence(status, several.models)).toBe(
      '1 of 6 models served by 4 programs. mistral-small is loading. qwen2.5-3b-instruct is unloading.',
    );
    expect(modelsSentence(scene.status, [])).toContain('nothing can be served yet');
  });
});

describe('the memory of a model', () => {
  it('is told with what it holds or needs', () => {
    const words = (change: Partial<Model>) =>
      Object.values(memoryWords({ ...loaded, ...change }))
        .join(' ')
        .trim();
    expect(words({})).toBe('Loaded 5.2 GB');
    expect(words({ state: 'loading', gpuMemoryBytes: null })).toBe('Loading needs 5.2 GB');
    expect(words({ state: 'unloaded', served: true })).toBe('On request needs 5.2 GB');
    expect(words({ state: 'unloaded', served: false })).toBe('Not loaded needs 5.2 GB');
    expect(words({ state: 'failed', needsBytes: null })).toBe('Failed to load');
    expect(words({ state: 'unknown' })).toBe('Not told');
  });

  it('can be changed, or it is said why not', () => {
    expect(memoryAct(loaded, lmStudio)).toEqual({ act: 'unload' });
    expect(memoryAct({ ...loaded, state: 'failed' }, lmStudio)).toEqual({ act: 'load' });
    const because = (change: Partial<Model>, backend = lmStudio) =>
      memoryAct({ ...loaded, ...change }, backend) as { because: string };
    expect(because({ canUnload: false }).because).toBe('LM Studio decides when to unload');
    expect(because({ state: 'unloaded', canLoad: false }).because).toBe('LM Studio loads it when it is asked for');
    expect(because({}, { ...lmStudio, state: 'unreachable' }).because).toBe('LM Studio does not answer');
    expect(because({ state: 'unknown' }).because).toContain('does not tell');
  });

  it('stands below a line of what the model is', () => {
    expect(modelFacts(loaded)).toBe('7B · Q4_K_M · also as fast');
    expect(modelFacts({ ...loaded, parameters: null, architecture: null, quantization: null, aliases: [] })).toBe(
      'no details told',
    );
  });
});

describe('models to download', () => {
  it('stand with their latest download', () => {
    const pulls = [fakePull('phi-3.5-mini-instruct', { state: 'failed' }), fakePull('phi-3.5-mini-instruct')];
    const rows = catalogueRows(fakeCatalogue, pulls);
    expect(rows.map(({ pull }) => pull?.state ?? null)).toEqual([null, 'downloading', null]);
    expect(rows.map(({ pull }) => isPulling(pull))).toEqual([false, true, false]);
  });

  it('tell how far they are', () => {
    expect(pullWords(fakePull('a'))).toBe('1.5 of 2.4 GB, 8.7 MB/s, 1 min 43 s');
    expect(pullWords(fakePull('a', { bytesPerSecond: null }))).toBe('1.5 of 2.4 GB');
    expect(pullWords(fakePull('a', { totalBytes: null }))).toBe('1.5 GB, 8.7 MB/s');
    expect(pullWords(fakePull('a', { state: 'verifying' }))).toBe('checking what arrived');
  });

  it('begin with the best that fits and arrives soon, or the smallest', () => {
    expect(firstChoice(fakeCatalogue)?.id).toBe('phi-3.5-mini-instruct');
    expect(firstChoice(fakeCatalogue.map((model) => ({ ...model, fits: null })))?.id).toBe('qwen2.5-3b-instruct');
    const huge = fakeCatalogue.map((model) => ({ ...model, sizeBytes: model.sizeBytes * 4 }));
    expect(firstChoice(huge)?.id).toBe('qwen2.5-3b-instruct');
    expect(firstChoice([])).toBeNull();
  });
});
