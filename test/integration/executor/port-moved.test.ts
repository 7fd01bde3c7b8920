import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LaunchedExecutor } from '../../../core/executor/index.ts';
import { launchExecutor } from '../../../core/executor/index.ts';
import { takeEnvironment } from '../../../core/foundation/config/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { startLocalNetwork } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const context = () => ({ signal: AbortSignal.timeout(10_000) });

function launch(dataFolder: string): Promise<LaunchedExecutor> {
  const environment = takeEnvironment({ LLOOM_DATA_DIR: dataFolder });
  return launchExecutor({ face: 'cli', environment, logger: silentLogger });
}

test('an executor whose configured port is taken starts on the next free one and says so', async () => {
  const network = await startLocalNetwork();
  const { address } = network.validator;
  const port = Number(address.split('/').at(-1));
  const dataFolder = tempFolder();
  const text = `[network]\nlisten_address = "${address}"\nbootstrap_peers = ["${address}"]\n`;
  writeFileSync(join(dataFolder, 'config.toml'), text);
  const launched = await launch(dataFolder);
  const status = await launched.executor.handlers['status.get']({}, context());
  const to = Number(status.network.listenAddresses[0]?.split('/').at(-1));
  expect(to).toBeGreaterThan(port);
  const moved = status.problems.find(({ code }) => code === 'NETWORK_PORT_MOVED');
  expect(moved).toMatchObject({ details: { from: port, to } });
  expect(readFileSync(join(dataFolder, 'config.toml'), 'utf8')).toBe(text);

  // Whose folder it is comes first: a second start is told of the running one, not of ports.
  await expectCode(launch(dataFolder), 'EXECUTOR_ALREADY_RUNNING');
  await launched.stop('now');
});
