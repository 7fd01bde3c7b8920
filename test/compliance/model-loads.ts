import { describe, expect, it } from 'vitest';
import { anyPlan, type ModelLoads } from '../../core/inference/models/index.ts';
import { expectCode } from '../utils/expect-code.ts';

/** What an implementation brings: a model that is not in memory and can be loaded. */
export interface ModelLoadsCase {
  readonly loads: ModelLoads;
  readonly model: string;
}

/** What everybody may expect of whoever loads and unloads models. */
export function modelLoadsCompliance(name: string, open: () => Promise<ModelLoadsCase>): void {
  const signal = new AbortController().signal;

  describe(`${name} as the loads of models`, () => {
    it('loads a model, once for everybody who asks, and tells of each change', async () => {
      const { loads, model } = await open();
      const states: (string | undefined)[] = [];
      loads.onChange(() => states.push(loads.find(model)?.state));
      await Promise.all([loads.load(model, anyPlan, { signal }), loads.load(model, anyPlan, { signal })]);
      expect(loads.find(model)).toMatchObject({ id: model, state: 'loaded', inUse: 0, steerable: true });
      expect(states.filter((state, index) => state !== states[index - 1])).toEqual(['loading', 'loaded']);
    });

    it('unloads a model, and does nothing for what is so already', async () => {
      const { loads, model } = await open();
      await loads.load(model, anyPlan, { signal });
      await loads.unload(model, { signal });
      await loads.unload(model, { signal });
      expect(loads.find(model)?.state).toBe('unloaded');
    });

    it('counts uses, and ends each of them once', async () => {
      const { loads, model } = await open();
      await loads.load(model, anyPlan, { signal });
      const [first, second] = [loads.use(model), loads.use(model)];
      expect(loads.find(model)?.inUse).toBe(2);
      first();
      first();
      expect(loads.find(model)?.inUse).toBe(1);
      second();
      expect(loads.find(model)?.inUse).toBe(0);
      expect(loads.find(model)?.lastUsedAtMs).not.toBeNull();
    });

    it('knows no model that nobody has, and refuses to load it', async () => {
      const { loads } = await open();
      expect(loads.find('nobody has this')).toBeNull();
      await expectCode(loads.load('nobody has this', anyPlan, { signal }), 'MODEL_NOT_FOUND');
    });

    it('does nothing for a signal that is aborted', async () => {
      const { loads, model } = await open();
      const reason = new Error('enough');
      await expect(loads.load(model, anyPlan, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(loads.find(model)?.state).toBe('unloaded');
    });

    it('tells nobody who does not want to hear any more', async () => {
      const { loads, model } = await open();
      let told = 0;
      loads.onChange(() => {
        told += 1;
      })();
      await loads.load(model, anyPlan, { signal });
      expect(told).toBe(0);
    });
  });
}
