import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { tuneProcess } from '../../../../../core/inference/resources/index.ts';
import { eventually } from '../../../../utils/network.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const nothing = { maxCpuPercent: null, maxThreads: null, poolThreads: null, poolPriority: null, niceLevel: null };

it.runIf(process.platform === 'linux')('gives the command that sets the cores no key of ours', async () => {
  const folder = tempFolder();
  writeFileSync(
    join(folder, 'taskset'),
    `#!/bin/sh\n(echo "$@"; /usr/bin/env) > '${folder}/new'\nmv '${folder}/new' '${folder}/seen'\n`,
  );
  chmodSync(join(folder, 'taskset'), 0o755);
  const env = { PATH: `${folder}:/usr/bin:/bin`, LLOOM_KEY: 'secret' };
  tuneProcess(4711, { ...nothing, affinity: [0, 2] }, silentLogger, env);
  await eventually(() => existsSync(join(folder, 'seen')));
  const seen = readFileSync(join(folder, 'seen'), 'utf8');
  expect(seen).toContain('-a -p -c 0,2 4711');
  expect(seen).not.toContain('secret');
});
