import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import { CliExecutor, cliConfig } from '../../utils/live/cli-program.ts';
import { eventually } from '../../utils/live/eventually.ts';
import { startLocalNetwork } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

test('the level in the file decides what the log tells, also when it changes while it runs', async () => {
  const network = await startLocalNetwork();
  const backend = await startLlmServer({ dialect: 'lmstudio' });
  onTestFinished(() => backend.close());
  const dataFolder = tempFolder();
  const file = join(dataFolder, 'config.toml');
  const config = cliConfig({ bootstrap: network.validator.address, baseUrl: backend.url });
  writeFileSync(file, `${config}[logging]\nlevel = "error"\n`);
  const executor = new CliExecutor(dataFolder);
  onTestFinished(() => executor.close());
  await executor.serving();
  expect(executor.output).not.toContain('connected to a bootstrap node');

  writeFileSync(file, readFileSync(file, 'utf8').replace('"error"', '"info"'));
  await eventually('it runs at the new level', async () => {
    const { keys } = await executor.control.call('config.get', {});
    return keys.some(({ key, value }) => key === 'logging.level' && value === 'info');
  });
  await network.validator.kill();
  await network.validator.start();
  await eventually('the log tells of the new connection', () =>
    executor.output.includes('connected to a bootstrap node'),
  );
});
