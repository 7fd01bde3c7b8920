import { describe, expect, it } from 'vitest';
import type { CallContext, ConfigValue } from '../../../../core/control/index.ts';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { guardDoors } from '../../../../electron/doors/index.ts';
import { fakeSetting } from '../../../fakes/settings-scene.ts';

const keys = [
  fakeSetting('llm_client.base_url', { value: 'http://127.0.0.1/v1', door: true }),
  fakeSetting('request_handling.max_queue_size', { value: 100, type: 'whole-number' }),
];
const view = { revision: 1, file: '/c.toml', sections: [], keys, needsRestart: [], problem: null, warnings: [] };

/** A guard before an executor that notes how it was called; `answer` decides each question. */
function createGuard(answer: (value: ConfigValue) => Promise<void> = async () => {}) {
  const sets: { input: unknown; context: CallContext }[] = [];
  const asked: string[] = [];
  let instance = 1;
  const handlers = {
    'config.get': async () => view,
    'config.set': async (input: unknown, context: CallContext) => {
      sets.push({ input, context });
      return view;
    },
  };
  const guarded = guardDoors({
    host: { target: { handlers }, view: () => ({ instance }) } as never,
    keeper: {
      confirm: async ({ key }, value) => {
        asked.push(key);
        await answer(value);
      },
    },
  });
  const context: CallContext = { signal: new AbortController().signal };
  const set = (values: { key: string; value: ConfigValue }[], extra: object = {}) =>
    guarded['config.set']({ values }, { ...context, ...extra });
  return {
    set,
    sets,
    asked,
    replaceExecutor: () => {
      instance += 1;
    },
  };
}

describe('the way of the window to the settings', () => {
  it('passes usual settings on without a question and without the right to open doors', async () => {
    const { set, sets, asked } = createGuard();
    await set([{ key: 'request_handling.max_queue_size', value: 50 }]);
    expect(asked).toEqual([]);
    expect(sets).toHaveLength(1);
    expect(sets[0]?.context).not.toHaveProperty('mayOpenDoors');
  });

  it('grants the right to one door after its confirmation', async () => {
    const { set, sets, asked } = createGuard();
    await set([{ key: 'llm_client.base_url', value: 'http://10.0.0.7/v1' }]);
    expect(asked).toEqual(['llm_client.base_url']);
    expect(sets[0]?.context.mayOpenDoors).toBe(true);
  });

  it('changes nothing when the question is answered with no', async () => {
    const { set, sets } = createGuard(async () => {
      throw new ExecutorError('CONTROL_DOOR_DECLINED');
    });
    await expect(set([{ key: 'llm_client.base_url', value: 'x' }])).rejects.toMatchObject({
      code: 'CONTROL_DOOR_DECLINED',
    });
    expect(sets).toEqual([]);
  });

  it('refuses a door that hides among other keys, or is named twice', async () => {
    const { set, sets, asked } = createGuard();
    const door = { key: 'llm_client.base_url', value: 'x' };
    for (const values of [
      [{ key: 'request_handling.max_queue_size', value: 5 }, door],
      [door, door],
    ])
      await expect(set(values)).rejects.toMatchObject({ code: 'CONTROL_DOOR_KEY' });
    expect(asked).toEqual([]);
    expect(sets).toEqual([]);
  });

  it('never passes on a right that its caller claims', async () => {
    const { set, sets } = createGuard();
    await set([{ key: 'request_handling.max_queue_size', value: 5 }], { mayOpenDoors: true });
    await set([{ key: 'no.such.key', value: 5 }], { mayOpenDoors: true });
    for (const { context } of sets) expect(context).not.toHaveProperty('mayOpenDoors');
  });

  it('does not carry a confirmation over to another executor', async () => {
    const guard = createGuard(async () => guard.replaceExecutor());
    await expect(guard.set([{ key: 'llm_client.base_url', value: 'x' }])).rejects.toMatchObject({
      code: 'EXECUTOR_NOT_RUNNING',
    });
    expect(guard.sets).toEqual([]);
  });
});
