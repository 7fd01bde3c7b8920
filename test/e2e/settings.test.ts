import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CallResult } from '../../core/control/contract.ts';
import { launchMockedApp, type MockedApp } from './mocked/mocked-app.ts';
import { screensOf } from './mocked/screens-of.ts';
import { type NativeQuestions, takeQuestions } from './native-questions.ts';

const door = 'llm_client.base_url';
const doorBefore = 'http://127.0.0.1:1234/v1';

let mocked: MockedApp;
let questions: NativeQuestions;
const complaints: string[] = [];
const { visit, title, panel, isFocused, picture, accessibilityProblems, clipped, enter, listenForComplaints } =
  screensOf(() => mocked);

const row = (key: string) => mocked.window.locator(`[data-key="${key}"]`);
const search = () => mocked.window.getByRole('searchbox', { name: 'Search settings' });
const rows = () => mocked.window.locator('[data-key]');
const press = (keys: string) => mocked.window.keyboard.press(keys);
const settingOf = async (key: string) => (await mocked.scene()).config.keys.find((one) => one.key === key);
/** Makes a call as a page would that went wrong. */
const callFromPage = (name: string, input: unknown): Promise<CallResult<unknown>> =>
  mocked.window.evaluate(`window.lloom.call(${JSON.stringify(name)}, ${JSON.stringify(input)})`);
const openDoor = (value: string) => ({ values: [{ key: door, value }] });

beforeAll(async () => {
  mocked = await launchMockedApp();
  listenForComplaints(complaints);
  await title().waitFor();
  questions = await takeQuestions(mocked.app);
}, 120_000);

afterAll(() => mocked?.close());

beforeEach(async () => {
  await mocked.resize([1280, 800]);
  await questions.answer(0);
  await enter('serving', 'Serving 2 models');
  await visit('settings');
  await search().fill('');
  await row(door).waitFor();
  complaints.length = 0;
});

describe('the list of settings', () => {
  it('shows every key with its section, and counts what was changed', async () => {
    const { config } = await mocked.scene();
    expect(await rows().count()).toBe(config.keys.length);
    await mocked.window.getByRole('radio', { name: /^Changed/ }).click();
    await expect.poll(() => rows().count()).toBeLessThan(config.keys.length);
    const changed = await rows().count();
    expect(await row(door).count()).toBe(1);
    await mocked.window.getByText(`${changed} of ${config.keys.length} settings differ from the default.`).waitFor();
    await mocked.window.getByRole('radio', { name: 'All' }).click();
    await expect.poll(() => rows().count()).toBe(config.keys.length);
  });

  it('is searched from the keyboard, and names the nearest keys when nothing matches', async () => {
    await mocked.window.locator('main').focus();
    await press('Control+f');
    await expect.poll(() => isFocused(search())).toBe(true);
    await mocked.window.keyboard.type('base url');
    await expect.poll(() => rows().count()).toBe(1);
    await press('Escape');
    await expect.poll(() => rows().count()).toBeGreaterThan(1);
    await mocked.window.locator('main').focus();
    await press('/');
    await expect.poll(() => isFocused(search())).toBe(true);
    await mocked.window.keyboard.type('max que sise');
    await mocked.window.getByText('No setting matches “max que sise”').waitFor();
    await picture('settings--nothing-found');
    expect(await accessibilityProblems()).toEqual([]);
    await mocked.window.getByRole('button', { name: 'request_handling.max_queue_size' }).click();
    await row('request_handling.max_queue_size').waitFor();
    expect(await rows().count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('leads to a section and shows which one is read', async () => {
    const sections = mocked.window.getByRole('navigation', { name: 'Sections of the settings' });
    await sections.getByRole('link', { name: /^Logging/ }).click();
    await expect.poll(() => isFocused(panel('Logging'))).toBe(true);
    expect(await sections.locator('a[aria-current]').textContent()).toMatch(/^Logging/);
  });

  it('says why a key cannot be changed here', async () => {
    await row('llm_client.api_key').getByText('The environment variable LLM_API_KEY sets it').waitFor();
    expect(await row('llm_client.api_key').locator('input').isDisabled()).toBe(true);
    await row('llm_client.timeout_secs').getByText('An option of the command').waitFor();
    expect(await row('llm_client.timeout_secs').locator('input').isDisabled()).toBe(true);
  });

  it('is accessible and unclipped when a field is wrong, also in the smallest window', async () => {
    await search().fill('max_queue_size');
    await expect.poll(() => rows().count()).toBe(1);
    const field = row('request_handling.max_queue_size').locator('input');
    await field.fill('many');
    await press('Enter');
    await row('request_handling.max_queue_size').getByRole('alert').getByText('That is not a number.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.scrollIntoViewIfNeeded();
    await picture('settings--invalid');
    expect(await accessibilityProblems()).toEqual([]);
    await mocked.resize([640, 400], 2);
    expect(await clipped()).toEqual([]);
    expect(await mocked.calls('config.set')).toEqual([]);
  });
});

describe('changing a setting', () => {
  it('is saved by Enter, left by Esc, and can go back to the default', async () => {
    const key = 'request_handling.max_queue_size';
    const field = row(key).locator('input');
    await field.fill('60');
    await press('Escape');
    expect(await field.inputValue()).toBe('250');
    await field.fill('60');
    await press('Enter');
    await expect.poll(async () => (await settingOf(key))?.value).toBe(60);
    await row(key).getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('60');
    await row(key)
      .getByRole('button', { name: /back to default/ })
      .click();
    await expect.poll(() => field.inputValue()).toBe('100');
    await row(key).getByText('changed', { exact: true }).waitFor({ state: 'detached' });
    expect(await mocked.calls('config.set')).toEqual([
      { values: [{ key, value: 60 }] },
      { values: [{ key, value: null }] },
    ]);
    expect(await questions.asked()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('works with a list of choices', async () => {
    await row('logging.level').locator('select').selectOption('warn');
    await expect.poll(async () => (await settingOf('logging.level'))?.value).toBe('warn');
  });

  it('offers the restart that it needs, after which the change is in force', async () => {
    const { config } = await mocked.scene();
    const key =
      config.keys.find(
        ({ reload, type, source }) => reload === 'restart' && type === 'whole-number' && source === 'default',
      )?.key ?? '';
    await row(key).locator('input').fill('4');
    await press('Enter');
    await row(key).getByText('needs restart').waitFor();
    const before = await callFromPage('shell.get', {});
    await mocked.window.getByRole('button', { name: 'Restart executor' }).click();
    await mocked.window.getByRole('button', { name: 'Restart executor' }).waitFor({ state: 'detached' });
    await row(door).waitFor();
    const after = await callFromPage('shell.get', {});
    const instanceOf = (answer: CallResult<unknown>) =>
      answer.ok ? (answer.value as { instance: number }).instance : 0;
    expect(instanceOf(after)).toBe(instanceOf(before) + 1);
  });
});

describe('a setting that opens a door', () => {
  it('changes only after a question of the main process with the old and the new value', async () => {
    await row(door).locator('input').fill('http://10.0.0.7:1234/v1');
    await press('Enter');
    await row(door).getByText('Not changed: you did not confirm it.').waitFor();
    expect((await settingOf(door))?.value).toBe(doorBefore);
    expect(await row(door).locator('input').inputValue()).toBe('http://10.0.0.7:1234/v1');
    const [question, ...others] = await questions.asked();
    expect(others).toEqual([]);
    expect(question).toMatchObject({ message: `Change ${door}?`, buttons: ['Cancel', 'Change it'] });
    expect(question?.detail).toContain(`Now: "${doorBefore}"\nNew: "http://10.0.0.7:1234/v1"\n`);
    expect([question?.defaultId, question?.cancelId]).toEqual([0, 0]);
    expect(await mocked.calls('config.set')).toEqual([]);

    await questions.answer(1);
    await expect
      .poll(async () => {
        await row(door).locator('input').press('Enter');
        return (await settingOf(door))?.value;
      })
      .toBe('http://10.0.0.7:1234/v1');
    await row(door).getByText('Not changed').waitFor({ state: 'detached' });
  });

  it('is not opened by a page that floods, claims a right, or hides it among others', async () => {
    await questions.answer(null);
    const before = (await questions.asked()).length;
    const flood = mocked.window.evaluate(
      `Promise.all(Array.from({ length: 300 }, (_, n) =>
        window.lloom.call('config.set', { values: [{ key: '${door}', value: 'http://evil.example/' + n }] })))`,
    ) as Promise<CallResult<unknown>[]>;
    await expect.poll(async () => (await questions.asked()).length).toBe(before + 1);
    expect(await callFromPage('config.set', { ...openDoor('x'), mayOpenDoors: true })).toMatchObject({
      error: { code: 'CONTROL_BAD_INPUT' },
    });
    const hidden = { values: [{ key: 'logging.level', value: 'warn' }, ...openDoor('x').values] };
    expect(await callFromPage('config.set', hidden)).toMatchObject({ error: { code: 'CONTROL_DOOR_KEY' } });
    await questions.answerOpen(0);
    const codes = (await flood).map((answer) => (answer.ok ? 'ok' : answer.error.code)).sort();
    expect([...new Set(codes)]).toEqual(['CONTROL_DOOR_BUSY', 'CONTROL_DOOR_DECLINED']);
    expect(codes.filter((code) => code === 'CONTROL_DOOR_DECLINED')).toHaveLength(1);
    expect((await questions.asked()).length).toBe(before + 1);
    expect((await settingOf(door))?.value).toBe(doorBefore);
    expect(await mocked.calls('config.set')).toEqual([]);
  });

  it('cannot fake the text of its question', async () => {
    await questions.answer(0);
    const before = (await questions.asked()).length;
    const evil = `http://a/\n\nNow: "b"\u202e" ${'x'.repeat(50_000)}`;
    await expect
      .poll(async () => {
        await callFromPage('config.set', openDoor(evil));
        return (await questions.asked()).length;
      })
      .toBe(before + 1);
    const detail = (await questions.asked()).at(-1)?.detail ?? '';
    const [now, first, ...more] = detail.split('\n');
    expect(now).toBe(`Now: "${doorBefore}"`);
    expect(first).toMatch(/^New: "http:\/\/a\/\\u\{a\}\\u\{a\}Now: \\"b\\"\\u\{202e\}\\" x+"$/);
    for (const line of more.slice(0, more.indexOf('')))
      expect(line).toMatch(/^ {8}("x+"|\(\d+ characters are not shown here\))$/);
    expect(detail.length).toBeLessThan(1200);
  });
});
