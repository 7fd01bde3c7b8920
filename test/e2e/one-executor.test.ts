import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { LocalNetwork } from '../../core/testing/index.ts';
import { startLlmServer } from '../fakes/llm-server/index.ts';
import { CliExecutor, runCli } from '../utils/live/cli-program.ts';
import { tempFolder } from '../utils/temp-folder.ts';
import { driverOf, writeConfig } from './app-rig.ts';
import { launchApp } from './launch.ts';

it('app and command line never serve one data folder together, and each takes it over from the other killed', async () => {
  const network = new LocalNetwork();
  await network.start();
  onTestFinished(() => network.stop());
  const backend = await startLlmServer({ dialect: 'lmstudio' });
  onTestFinished(() => backend.close());
  const dataFolder = join(tempFolder(), 'data');
  await writeConfig(dataFolder, network.validator.address, backend.url);
  const first = new CliExecutor(dataFolder);
  onTestFinished(() => first.close());
  const { identity } = await first.serving();

  const launched = await launchApp({ dataFolder });
  onTestFinished(() => launched.close());
  const { call, state } = driverOf(launched);
  await vi.waitFor(async () => expect((await call('shell.get', {})).host.state).toBe('failed'), { timeout: 20_000 });
  const { host } = await call('shell.get', {});
  expect(host).toMatchObject({ problem: { code: 'EXECUTOR_ALREADY_RUNNING', details: { face: 'cli', dataFolder } } });
  await launched.window.getByText('already runs').first().waitFor();
  expect((await first.serving()).identity).toEqual(identity);

  await first.kill();
  await call('shell.retry', {});
  await state('serving');
  expect((await call('status.get', {})).identity).toEqual(identity);
  const second = await runCli(dataFolder, ['start', '--json']);
  expect(second.exitStatus).toBe(75);
  expect(JSON.parse(second.out)).toMatchObject({
    error: { code: 'EXECUTOR_ALREADY_RUNNING', details: { face: 'app', pid: launched.app.process().pid } },
  });

  const program = launched.app.process();
  const ended = new Promise((resolve) => program.once('exit', resolve));
  program.kill('SIGKILL');
  await ended;
  const last = new CliExecutor(dataFolder);
  onTestFinished(() => last.close());
  expect((await last.serving()).identity).toEqual(identity);
});
