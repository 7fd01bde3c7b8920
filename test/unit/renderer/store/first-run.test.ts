import { describe, expect, it } from 'vitest';
import { createAppStore } from '../../../../renderer/store/create-store.ts';
import { known } from '../../../../renderer/store/loadable.ts';
import { firstWay } from '../../../../renderer/store/selectors/first-run.ts';
import { servingScene } from '../../../fakes/control-scene.ts';
import { fakeCatalogue, fakePull, fakeReports, noReports } from '../../../fakes/models-scene.ts';
import { engineConfig, ownersConfig } from '../../../fakes/settings-scene.ts';

const scene = servingScene(1_700_000_000_000);
const state = createAppStore({
  status: known(scene.status, 1),
  config: known(engineConfig(), 1),
  catalogue: known(fakeCatalogue, 1),
  doctor: known(noReports, 1),
  pulls: known([], 1),
}).getState();

describe('the first way', () => {
  it('is the built-in engine when nothing else runs, with what fits by size', () => {
    const way = firstWay(state);
    expect(way).toMatchObject({ way: 'builtin', step: 'choose' });
    expect('choices' in way && way.choices.map(({ id }) => id)).toEqual([
      'qwen2.5-3b-instruct',
      'phi-3.5-mini-instruct',
    ]);
  });

  it('offers one smaller model than the first choice, and larger ones', () => {
    const sizes = [1, 2, 2.9, 5, 9, 18].map((gigabytes) => gigabytes * 1e9);
    const [model] = fakeCatalogue;
    if (!model) throw new Error('the catalogue is empty');
    const catalogue = known(
      sizes.map((sizeBytes) => ({ ...model, id: `m${sizeBytes / 1e9}`, sizeBytes, fits: true })),
      2,
    );
    const way = firstWay({ ...state, catalogue });
    expect('choices' in way && way.choices.map(({ id }) => id)).toEqual(['m2', 'm2.9', 'm5', 'm9']);
  });

  it('goes on with the download, then with the engine', () => {
    const pulls = (pullState: 'downloading' | 'done') =>
      known([fakePull('phi-3.5-mini-instruct', { state: pullState })], 2);
    expect(firstWay({ ...state, pulls: pulls('downloading') })).toMatchObject({ step: 'arriving' });
    const done = { ...state, pulls: pulls('done') };
    expect(firstWay(done)).toMatchObject({ step: 'installed', inUse: false });
    const builtin = { ...scene.status.backend, kind: 'builtin' };
    const status = known({ ...scene.status, backends: [builtin] }, 2);
    expect(firstWay({ ...done, status })).toMatchObject({ step: 'installed', inUse: true });
  });

  it('is a program that runs already, where the configuration can name it', () => {
    const [lmStudio, ollama] = fakeReports;
    if (!lmStudio || !ollama) throw new Error('the scene has too few reports');
    const found = { ...ollama, verdict: 'good' as const, lines: lmStudio.lines };
    expect(firstWay({ ...state, doctor: known([found], 2) })).toEqual({ way: 'found', report: found });
    expect(firstWay({ ...state, doctor: known([{ ...found, configured: true }], 2) }).way).toBe('builtin');
    expect(firstWay({ ...state, doctor: known([{ ...found, address: 'http://localhost:5001' }], 2) }).way).toBe(
      'builtin',
    );
    expect(firstWay({ ...state, doctor: known([{ ...found, kind: 'openai' }], 2) }).way).toBe('builtin');
    expect(firstWay({ ...state, doctor: known([{ ...found, kind: 'lloom' }], 2) }).way).toBe('builtin');
  });

  it('is to start the configured program where there is no engine', () => {
    expect(firstWay({ ...state, catalogue: known([], 2) })).toEqual({ way: 'start' });
    const keys = ownersConfig().keys.map((one) => ({
      ...one,
      choices: one.choices.filter((kind) => kind !== 'builtin'),
    }));
    expect(firstWay({ ...state, config: known({ ...ownersConfig(), keys }, 2) })).toEqual({ way: 'start' });
  });
});
