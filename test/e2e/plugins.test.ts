import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from '../utils/live/cli-program.ts';
import { writePlugin } from '../utils/plugins.ts';
import { tempFolder } from '../utils/temp-folder.ts';
import { startAppRig } from './app-rig.ts';

/** Refuses what it is asked to, and everything else if it can read the executor's key. */
const filter = `
  import { readFileSync } from 'node:fs';
  export const reasons = ['as asked', 'it reads the key'];
  export function onRequest({ config }, { payload }) {
    if (payload.prompt === 'refuse this') return { action: 'reject', reason: 'as asked' };
    try {
      readFileSync(config.key);
    } catch (error) {
      if (error.code === 'ERR_ACCESS_DENIED') return { action: 'accept' };
    }
    return { action: 'reject', reason: 'it reads the key' };
  }`;

it('the app runs a plugin on its own Node, confined by the permission model', async () => {
  const rig = await startAppRig();
  onTestFinished(() => rig.close());
  await rig.state('serving');
  const key = join(rig.dataFolder, 'identity_key');
  const entry = `\n[[plugins]]\nname = "filter"\npath = "${writePlugin(filter)}"\nconfig = { key = "${key}" }\n`;
  appendFileSync(join(rig.dataFolder, 'config.toml'), entry);
  await expect
    .poll(() => rig.call('plugins.list', {}), { timeout: 15_000 })
    .toMatchObject([{ name: 'filter', state: 'running', confinement: 'permissions', hooks: ['onRequest'] }]);

  const ask = (prompt: string) =>
    runCli(tempFolder(), [
      'ask',
      '--bootstrap',
      rig.network.validator.address,
      '--model',
      'qwen3-4b',
      '--json',
      prompt,
    ]);
  const served = await ask('Hello there');
  expect(served.exitStatus, served.err).toBe(0);
  expect((await ask('refuse this')).exitStatus).not.toBe(0);
  const [plugin] = await rig.call('plugins.list', {});
  expect(plugin).toMatchObject({ asked: 2, rejected: 1, failed: 0 });
});
