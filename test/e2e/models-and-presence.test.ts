import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SceneName } from '../fakes/scenes.ts';
import type { MockedMain } from './mocked/main.ts';
import { launchMockedApp, type MockedApp } from './mocked/mocked-app.ts';
import { screensOf } from './mocked/screens-of.ts';
import { type NativeQuestions, takeQuestions } from './native-questions.ts';

let mocked: MockedApp;
let questions: NativeQuestions;
const complaints: string[] = [];
const { visit, title, panel, dialog, isFocused, picture, accessibilityProblems, clipped, enter, listenForComplaints } =
  screensOf(() => mocked);
const button = (name: string | RegExp) => mocked.window.getByRole('button', { name });
const press = (keys: string) => mocked.window.keyboard.press(keys);
const holdLongCalls = (hold: boolean) =>
  mocked.app.evaluate((_, next) => {
    (globalThis as unknown as { mocked: MockedMain }).mocked.control.holdLongCalls(next);
  }, hold);

beforeAll(async () => {
  mocked = await launchMockedApp();
  listenForComplaints(complaints);
  await title().waitFor();
  questions = await takeQuestions(mocked.app);
}, 120_000);

afterAll(() => mocked?.close());

beforeEach(async () => {
  await mocked.resize([1280, 800]);
  complaints.length = 0;
});

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  beforeAll(() => mocked.window.evaluate(`window.lloom.call('theme.set', { theme: '${theme}' })`));

  const situations: readonly (readonly [SceneName, RegExp, 'overview' | 'hardware' | 'models'])[] = [
    ['gaming', /^Paused: Elden Ring/, 'overview'],
    ['memory-held', /^Paused: Elden Ring/, 'hardware'],
    ['programs', /^Serving 2 models/, 'models'],
    ['first-run', /no model program found/, 'overview'],
  ];
  it.each(situations)('%s is accessible and unclipped in every size', async (scene, head, screen) => {
    await enter(scene, head);
    await visit(screen);
    for (const [size, zoom] of [
      [[1280, 800], 1],
      [[900, 600], 1],
      [[640, 400], 2],
    ] as const) {
      await mocked.resize(size, zoom);
      await mocked.window.locator('main [role="status"]').waitFor({ state: 'detached' });
      await picture(`${screen}--${scene}--${size.join('x')}--${theme}`);
      expect(await clipped(), `${size}: clipped`).toEqual([]);
      if (zoom === 1) expect(await accessibilityProblems(), `${size}: axe`).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it('the test of the model programs shows every line with its fix', async () => {
    await enter('serving', 'Serving 2 models');
    await visit('models');
    await button('Test model programs').click();
    await dialog().getByText('In LM Studio: My Models').waitFor();
    await picture(`doctor--${theme}`);
    expect(await accessibilityProblems()).toEqual([]);
    await mocked.resize([640, 400], 2);
    expect(await clipped()).toEqual([]);
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await mocked.resize([1280, 800]);
    await button(/^Measure qwen2.5-7b/).click();
    await dialog().getByRole('table').waitFor();
    await picture(`benchmark--${theme}`);
    expect(await accessibilityProblems()).toEqual([]);
    await press('Escape');
    expect(complaints).toEqual([]);
  });
});

describe('the test of the model programs', () => {
  beforeEach(() => enter('serving', 'Serving 2 models'));

  it('can be stopped, run again, and copied from', async () => {
    await holdLongCalls(true);
    await button('Test').click();
    await dialog().getByRole('button', { name: 'Stop the test' }).waitFor();
    await picture('doctor--busy');
    expect(await accessibilityProblems()).toEqual([]);
    await dialog().getByRole('button', { name: 'Stop the test' }).click();
    await dialog().getByRole('button', { name: 'Test', exact: true }).waitFor();
    await holdLongCalls(false);
    await dialog().getByRole('button', { name: 'Test', exact: true }).click();
    await dialog()
      .getByRole('button', { name: /^Copy what to do: Context/ })
      .click();
    await expect
      .poll(() => mocked.app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe('In LM Studio: My Models → qwen2.5-7b → Context length → 8192');
    await dialog().getByRole('button', { name: 'Copy the whole report' }).click();
    await expect.poll(() => mocked.app.evaluate(({ clipboard }) => clipboard.readText())).toContain('Ollama');
    await press('Escape');
    await expect.poll(() => isFocused(button('Test'))).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('says what went wrong, and is reached from the settings, too', async () => {
    await mocked.app.evaluate(() => {
      const { control } = (globalThis as unknown as { mocked: MockedMain }).mocked;
      control.failNext('backend.doctor', Object.assign(new Error('no'), { code: 'BACKEND_FAILED' }) as never);
    });
    await visit('settings');
    await button('Test model programs').click();
    await dialog().getByText('Something went wrong that should not have').waitFor();
    await dialog().getByRole('button', { name: 'Test', exact: true }).click();
    await dialog().getByText('In LM Studio: My Models').waitFor();
    await press('Escape');
  });
});

describe('models', () => {
  it('are served or not, loaded, unloaded and measured', async () => {
    await enter('serving', 'Serving 2 models');
    await visit('models');
    const row = (id: string) => panel('LM Studio').locator('tbody tr', { hasText: id });
    await mocked.window.getByRole('switch', { name: 'Serve llama-3.1-8b-instruct' }).click();
    await expect.poll(() => row('llama').getByRole('switch').getAttribute('aria-checked')).toBe('false');
    expect(await mocked.calls('models.disable')).toEqual([{ id: 'llama-3.1-8b-instruct' }]);
    await button('Unload qwen2.5-7b-instruct').click();
    await expect.poll(() => row('qwen').textContent()).toContain('On request');
    await button('Load mistral-small').click();
    await expect.poll(() => row('mistral').textContent()).toContain('Loaded');
    await button('Measure mistral-small').click();
    await dialog().getByText('Not measured yet').waitFor();
    await holdLongCalls(true);
    await dialog().getByRole('button', { name: 'Measure', exact: true }).click();
    await dialog().getByRole('button', { name: 'Stop measuring' }).click();
    await dialog().getByRole('button', { name: 'Measure', exact: true }).waitFor();
    await holdLongCalls(false);
    await dialog().getByRole('button', { name: 'Measure', exact: true }).click();
    await dialog().getByRole('table').waitFor();
    await press('Escape');
    expect(complaints).toEqual([]);
  });

  it('that cannot be loaded say why, and a download goes on from where it failed', async () => {
    await enter('programs', 'Serving 2 models');
    await visit('models');
    await expect.poll(() => panel('Ollama').textContent()).toContain('The model program failed while it answered.');
    await expect.poll(() => panel('vLLM').textContent()).toMatch(/3 tries so far\. Next try in/);
    const downloads = panel('Models to download');
    await expect.poll(() => downloads.textContent()).toContain('1.5 of 2.4 GB, 8.7 MB/s');
    await downloads.getByRole('button', { name: 'Stop the download of Phi 3.5 Mini Instruct' }).click();
    await expect.poll(() => downloads.textContent()).toContain('kept');
    await downloads.getByRole('button', { name: 'Go on with the download of Mistral Small 24B' }).click();
    expect(await mocked.calls('models.cancelPull')).toEqual([{ id: 'phi-3.5-mini-instruct' }]);
    await expect.poll(() => mocked.calls('models.pull')).toEqual([{ id: 'mistral-small-24b' }]);
  });
});

describe('the owner', () => {
  it('serves anyway and follows the rules again, by button and key', async () => {
    await enter('gaming', 'Paused: Elden Ring is running');
    await expect
      .poll(() => mocked.window.locator('main').textContent())
      .toContain('11.2 GB video memory freed in 2.1 s · resumes 5 min after you quit');
    await button('Serve anyway').click();
    await mocked.window.getByRole('heading', { level: 1, name: 'Serving 2 models' }).waitFor();
    await mocked.window.getByText('You chose to serve although Elden Ring is running').waitFor();
    await button('Follow the rules').click();
    await mocked.window.getByRole('heading', { level: 1, name: 'Paused: Elden Ring is running' }).waitFor();
    await press('Control+p');
    await mocked.window.getByRole('heading', { level: 1, name: 'Serving 2 models' }).waitFor();
    expect(await mocked.calls('presence.override')).toEqual([{ mode: 'serve' }, { mode: 'follow' }, { mode: 'serve' }]);
  });

  it('stays paused when it is asked for', async () => {
    await enter('gaming', 'Paused: Elden Ring is running');
    await button('More ways to resume').click();
    await mocked.window.getByRole('menuitem', { name: /^Stay paused/ }).click();
    await expect.poll(() => mocked.calls('executor.pause')).toEqual([{ mode: 'finish' }]);
  });

  it('sees which signs are not watched, and is led to their settings', async () => {
    await enter('serving', 'Serving 2 models');
    await visit('hardware');
    await expect.poll(() => panel('You come first').textContent()).toContain('Not watchedMouse and keyboard');
    await button('Change what is watched').click();
    await expect.poll(() => mocked.window.locator('[data-key]').count()).toBeGreaterThan(3);
    const keys = await mocked.window
      .locator('[data-key]')
      .evaluateAll((rows) => (rows as unknown as { dataset: { key: string } }[]).map(({ dataset }) => dataset.key));
    expect(keys.every((key) => key.startsWith('presence.'))).toBe(true);
  });

  it('sees the past as numbers, too', async () => {
    await enter('serving', 'Serving 2 models');
    await visit('hardware');
    const past = panel('The last minutes');
    await past.getByRole('button', { name: 'Show as table' }).click();
    const { hardware } = await mocked.scene();
    const newest = past.locator('tbody tr[tabindex]').first();
    const { gpuTemperatureC } = hardware.history.at(-1) ?? {};
    expect(await newest.textContent()).toContain(`${Math.round(gpuTemperatureC ?? 0)} °C`);
    expect(await accessibilityProblems()).toEqual([]);
    await past.getByRole('button', { name: 'Show as chart' }).click();
  });
});

describe('a first run', () => {
  const engine = async () => (await mocked.scene()).config.keys.find(({ key }) => key === 'llm_client.backend')?.value;

  it('leads to the built-in engine after one question of the desktop', async () => {
    await enter('first-run', /no model program found/);
    await questions.answer(1);
    const before = (await questions.asked()).length;
    await mocked.window.getByRole('radio', { name: /^Qwen 2.5 3B/ }).click();
    await mocked.window.getByText('Downloads Qwen 2.5 3B Instruct, 2.1 GB under Apache 2.0').waitFor();
    await button('Download and start').click();
    await mocked.window.getByRole('heading', { name: 'Qwen 2.5 3B Instruct is on its way' }).waitFor();
    expect((await questions.asked()).slice(before).map(({ message }) => message)).toEqual([
      'Change llm_client.backend?',
    ]);
    expect(await mocked.calls('models.pull')).toEqual([{ id: 'qwen2.5-3b-instruct' }]);
    await picture('overview--first-run-arriving');
    expect(await accessibilityProblems()).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('changes nothing when the person says no, and says so', async () => {
    await enter('first-run', /no model program found/);
    await questions.answer(0);
    await button('Download and start').click();
    await mocked.window.getByRole('alert').waitFor();
    expect(await engine()).toBe('lmstudio');
    expect(await mocked.calls('models.pull')).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
