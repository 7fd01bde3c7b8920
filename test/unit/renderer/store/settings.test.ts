import { describe, expect, it, vi } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { createCall } from '../../../../renderer/ipc/client.ts';
import { connectStore } from '../../../../renderer/ipc/subscribe.ts';
import { createActions } from '../../../../renderer/store/actions.ts';
import { createAppStore } from '../../../../renderer/store/create-store.ts';
import {
  isChanged,
  lockOf,
  nearestKeys,
  sectionsOf,
  settingCounts,
} from '../../../../renderer/store/selectors/settings.ts';
import { createFakeApp } from '../../../fakes/lloom-api.ts';
import { fakeSetting, ownersConfig, waitingConfig } from '../../../fakes/settings-scene.ts';

const names = (sections: ReturnType<typeof sectionsOf>) => sections.flatMap(({ keys }) => keys.map(({ key }) => key));

describe('the list of settings', () => {
  const view = ownersConfig();

  it('has every key once, in the sections of the file', () => {
    expect(names(sectionsOf(view, '', 'all')).sort()).toEqual(view.keys.map(({ key }) => key).sort());
  });

  it('is searched by name, key and description, every word of it', () => {
    expect(names(sectionsOf(view, 'base url', 'all'))).toEqual(['llm_client.base_url']);
    expect(names(sectionsOf(view, 'MAX_QUEUE', 'all'))).toEqual(['request_handling.max_queue_size']);
    expect(names(sectionsOf(view, 'strangers bills', 'all'))).toEqual(['llm_client.base_url']);
    expect(sectionsOf(view, 'base strawberry', 'all')).toEqual([]);
    expect(nearestKeys(view, 'max queue sise')[0]).toBe('request_handling.max_queue_size');
  });

  it('can be narrowed to what differs from its default, and to what waits for a restart', () => {
    expect(names(sectionsOf(view, '', 'changed'))).toEqual(view.keys.filter(isChanged).map(({ key }) => key));
    expect(names(sectionsOf(view, '', 'changed'))).toContain('llm_client.api_key');
    expect(sectionsOf(view, '', 'restart')).toEqual([]);
    expect(names(sectionsOf(waitingConfig(), '', 'restart'))).toEqual(waitingConfig().needsRestart);
    expect(settingCounts(waitingConfig())).toMatchObject({ all: view.keys.length, restart: 1 });
  });

  it('does not call changed what was set to its default', () => {
    expect(isChanged(fakeSetting('a.b', { value: 5, defaultValue: 5, source: 'file' }))).toBe(false);
    expect(isChanged(fakeSetting('a.b', { value: 6, defaultValue: 5, source: 'file' }))).toBe(true);
    expect(isChanged(fakeSetting('a.b', { secret: true, isSet: true, source: 'file' }))).toBe(true);
  });

  it('says why a key cannot be changed here', () => {
    const file = '/c.toml';
    expect(lockOf(fakeSetting('a.b', { source: 'file' }), file)).toBeNull();
    expect(lockOf(fakeSetting('a.b', { source: 'environment', variable: 'A_B' }), file)).toMatch(
      /environment variable A_B/,
    );
    expect(lockOf(fakeSetting('a.b', { source: 'option' }), file)).toMatch(/option/);
    expect(lockOf(fakeSetting('a.b', { owner: 'later' }), file)).toMatch(/does nothing yet/);
    expect(lockOf(fakeSetting('a.b', { type: 'tables' }), file)).toMatch(/in the file/);
    expect(lockOf(fakeSetting('a.b'), null)).toMatch(/no configuration file/);
  });
});

describe('saving a setting', () => {
  async function connected() {
    const app = createFakeApp();
    const store = createAppStore();
    const connection = connectStore(app.api, store);
    const actions = createActions({ store, call: createCall(app.api), connection });
    await vi.waitUntil(() => store.getState().config.value !== null);
    const settingValue = (key: string) => store.getState().config.value?.keys.find((one) => one.key === key)?.value;
    return { app, store, actions, settingValue, stop: () => connection.stop() };
  }

  it('shows the value that the executor tells, and is busy meanwhile', async () => {
    const { store, actions, settingValue, stop } = await connected();
    const saving = actions.saveSetting('request_handling.max_queue_size', 50);
    expect(store.getState().savingSettings.has('request_handling.max_queue_size')).toBe(true);
    expect(await actions.saveSetting('request_handling.max_queue_size', 60)).toBe(false);
    expect(await saving).toBe(true);
    expect(settingValue('request_handling.max_queue_size')).toBe(50);
    expect(store.getState().savingSettings.size).toBe(0);
    stop();
  });

  it('puts what is wrong beside the field, with the unit that is expected, until it is edited', async () => {
    const { app, store, actions, stop } = await connected();
    const key = 'request_handling.max_queue_size';
    const problem = { source: 'f', line: 3, problem: 'is 99999, above 10000', expected: 'whole number', hint: null };
    app.control.failNext('config.set', new ExecutorError('CONFIG_INVALID', { problems: [{ ...problem, key }] }));
    expect(await actions.saveSetting(key, 99_999)).toBe(false);
    expect(store.getState().settingProblems[key]).toEqual({
      kind: 'problem',
      text: 'It is 99999, above 10000. Expected: whole number.',
    });
    actions.editSetting(key);
    expect(store.getState().settingProblems).toEqual({});

    const other = { ...problem, key: 'logging.level', problem: 'is none of the known ones' };
    app.control.failNext('config.set', new ExecutorError('CONFIG_INVALID', { problems: [other] }));
    await actions.saveSetting(key, 5);
    expect(store.getState().settingProblems[key]?.text).toContain('in line 3: logging.level is none of the known ones');
    expect(store.getState().messages).toEqual([]);

    app.control.failNext('config.set', new ExecutorError('CONFIG_NOT_SAVED', { reason: 'unusual form' }));
    await actions.saveSetting(key, 6);
    expect(store.getState().settingProblems[key]?.text).toContain('Change it in the file.');
    stop();
  });

  it('does not call it a mistake when the owner says no', async () => {
    const { app, store, actions, stop } = await connected();
    app.control.failNext('config.set', new ExecutorError('CONTROL_DOOR_DECLINED'));
    await actions.saveSetting('llm_client.base_url', 'http://a');
    expect(store.getState().settingProblems['llm_client.base_url']).toMatchObject({ kind: 'info' });
    stop();
  });
});
