import { expect, it, onTestFinished } from 'vitest';
import { startLlmServer } from '../fakes/llm-server/index.ts';
import { startAppRig } from './app-rig.ts';

const patience = { timeout: 45_000 };

it('the app serves again by itself after its model program and its validator were gone, and says so meanwhile', async () => {
  const rig = await startAppRig();
  onTestFinished(() => rig.close());
  const tray = await rig.desktop.item();
  const head = () => rig.window.locator('main h1').textContent();
  const request = async (prompt: string) => (await rig.network.addClient()).request({ model: 'qwen3-4b', prompt });
  await rig.state('serving');
  await expect.poll(head).toMatch(/^Serving/);
  await request('Before anything happened');
  const { network: before } = await rig.call('status.get', {});

  const port = Number(new URL(rig.backend.url).port);
  await rig.backend.close();
  await expect.poll(head, patience).toBe('Not serving: LM Studio does not answer');
  await expect.poll(() => tray.tooltip()).toContain('\nNot serving: The model program does not answer');
  const again = await startLlmServer({ dialect: 'lmstudio', port });
  onTestFinished(() => again.close());
  await expect.poll(head, patience).toMatch(/^Serving/);
  expect((await request('After the model program came back')).content).toContain('came back');

  await rig.network.validator.kill();
  await expect.poll(head, patience).toBe('Not serving: the network cannot be reached');
  await rig.network.validator.start();
  await expect.poll(head, patience).toMatch(/^Serving/);
  await expect
    .poll(async () => (await rig.call('status.get', {})).network.bootstrap[0], patience)
    .toMatchObject({
      state: 'connected',
      fromListenPort: true,
      announced: true,
    });
  expect((await request('After the validator came back')).content).toContain('came back');
  expect((await rig.call('status.get', {})).network.listenAddresses).toEqual(before.listenAddresses);
  expect((await rig.call('status.get', {})).today.answers).toBe(3);
}, 120_000);
