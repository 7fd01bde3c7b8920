import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { CallResult } from '../../core/control/contract.ts';
import { startAppRig } from './app-rig.ts';
import { takeQuestions } from './native-questions.ts';

const codeOf = (answer: CallResult<unknown>) => (answer.ok ? 'ok' : answer.error.code);

it('a setting changed in the window is saved with every comment, acts, and a restart for it loses no request', async () => {
  const rig = await startAppRig({ latencyMs: 1500 });
  onTestFinished(() => rig.close());
  await rig.state('serving');
  const questions = await takeQuestions(rig.app);
  const file = join(rig.dataFolder, 'config.toml');
  const before = await readFile(file, 'utf8');
  const row = (key: string) => rig.window.locator(`[data-key="${key}"]`);
  await rig.window.evaluate(`location.hash = '#/settings'`);
  await row('logging.level').waitFor();

  // At once: the next status tells it, the file keeps the rest.
  await row('request_handling.max_queue_size').locator('input').fill('7');
  await rig.window.keyboard.press('Enter');
  await expect.poll(async () => (await rig.call('queue.get', {})).maxWaiting).toBe(7);
  expect(await readFile(file, 'utf8')).toBe(`${before}\n[request_handling]\nmax_queue_size = 7\n`);
  await row('request_handling.max_queue_size').locator('input').fill('99999999');
  await rig.window.keyboard.press('Enter');
  await row('request_handling.max_queue_size').getByRole('alert').getByText('Expected: ').waitFor();
  await rig.window.keyboard.press('Escape');

  // By hostile calls: nothing, and nobody is asked.
  for (const [key, value, code] of [
    ['llm_client.base_urls', 'http://evil.example/v1', 'CONTROL_DOOR_KEY'],
    ['"llm_client".base_url', 'http://evil.example/v1', 'CONTROL_DOOR_KEY'],
    ['llm_client', 'x', 'CONTROL_DOOR_KEY'],
    ['llm_client.name', '$' + '{LLOOM_DATA_DIR}', 'CONTROL_DOOR_KEY'],
    ['logging.level', 'loud', 'CONFIG_INVALID'],
  ] as const)
    expect(codeOf(await rig.tryCall('config.set', { values: [{ key, value }] })), key).toBe(code);
  expect(await questions.asked()).toEqual([]);
  const socket = await rig.tryCall('config.set', { values: [{ key: 'llm_client.max_retries', value: 5 }] });
  expect(codeOf(socket)).toBe('ok');

  // After a restart: the running request is answered first.
  await row('llm_client.max_retries').getByText('needs restart').waitFor();
  const client = await rig.network.addClient();
  const answer = client.request({ model: 'qwen3-4b', prompt: 'Across the restart', timeoutMs: 30_000 });
  await expect.poll(async () => (await rig.call('status.get', {})).requests.running).toBe(1);
  const { instance } = await rig.call('shell.get', {});
  await rig.window.getByRole('button', { name: 'Restart executor' }).click();
  expect((await answer).content).toContain('Across the restart');
  await expect.poll(async () => (await rig.call('shell.get', {})).instance).toBe(instance + 1);
  await rig.state('serving');
  expect((await rig.call('status.get', {})).today.answers).toBe(1);
  expect((await rig.call('config.get', {})).needsRestart).toEqual([]);
  await row('llm_client.max_retries').getByText('needs restart').waitFor({ state: 'detached' });

  // A door: asked, saved, and told to wait for a restart.
  await questions.answer(1);
  await row('llm_client.base_url').locator('input').fill(`${rig.backend.url}/v1/`);
  await rig.window.keyboard.press('Enter');
  await row('llm_client.base_url').getByText('needs restart').waitFor();
  expect((await questions.asked())[0]?.detail).toContain(`Now: "${rig.backend.url}/v1"`);
  expect(await readFile(file, 'utf8')).toContain(`base_url = "${rig.backend.url}/v1/"`);

  // A file that is spoiled from outside is ignored, and the window says where.
  const good = await readFile(file, 'utf8');
  await writeFile(file, `${good}max_queue_sise = 5\n`);
  await rig.window.getByText(/max_queue_sise is not a known key/).waitFor();
  expect((await rig.call('queue.get', {})).maxWaiting).toBe(7);
  await rig.window.evaluate(`location.hash = '#/overview'`);
  await rig.window.getByRole('region', { name: 'Next step' }).getByText('stay in force').waitFor();
  await writeFile(file, good);
  await rig.window.getByRole('region', { name: 'Next step' }).getByText('waits for a restart').waitFor();
}, 90_000);
