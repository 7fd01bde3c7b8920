import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { LocalNetwork } from '../../core/testing/index.ts';
import { startLlmServer } from '../fakes/llm-server/index.ts';
import { driverOf, writeConfig } from './app-rig.ts';
import { launchApp } from './launch.ts';

it('a configuration with problems: each with its line, nothing is made or changed, and trying again goes on', async () => {
  const network = new LocalNetwork();
  await network.start();
  onTestFinished(() => network.stop());
  const backend = await startLlmServer({ dialect: 'lmstudio' });
  onTestFinished(() => backend.close());
  const wrong = '[pricing]\nbase_inbound_price = "500000000000000"\n\n[network]\nlisten_adress = "x"\n';
  const launched = await launchApp({
    prepare: async (dataFolder) => {
      await mkdir(dataFolder, { recursive: true, mode: 0o700 });
      await writeFile(join(dataFolder, 'config.toml'), wrong);
    },
  });
  onTestFinished(() => launched.close());
  const { window, dataFolder } = launched;
  await window.getByRole('heading', { name: 'Not serving: the configuration has problems' }).waitFor();
  const facts = await window.locator('dl').first().innerText();
  expect(facts).toContain('config.toml, line 2');
  expect(facts).toContain('did you write wei?');
  expect(facts).toContain('config.toml, line 5');
  expect(facts).toContain('Did you mean "listen_address"?');
  expect(facts).not.toContain('{');
  expect(await readFile(join(dataFolder, 'config.toml'), 'utf8')).toBe(wrong);
  expect(await readdir(dataFolder)).toEqual(['config.toml']);

  await writeConfig(dataFolder, network.validator.address, backend.url);
  await window.getByRole('button', { name: 'Try again' }).click();
  await driverOf(launched).state('serving');
  await window.getByRole('heading', { name: 'Serving' }).waitFor();
});
