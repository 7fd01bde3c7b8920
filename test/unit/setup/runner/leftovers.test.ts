import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { endLeftovers } from '../../../setup/runner/leftovers.ts';

it.runIf(process.platform === 'linux')('a marked process is found and ended, whatever group it is in', async () => {
  const forever = ['-e', "console.log('up'); setInterval(() => {}, 1000)"];
  const mine = spawn(process.execPath, forever, {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LLOOM_TEST_RUN: String(process.pid) },
  });
  await once(mine.stdout, 'data');
  const ended = once(mine, 'exit');
  expect(endLeftovers()).toBe(1);
  expect(await ended).toEqual([null, 'SIGKILL']);
  expect(endLeftovers()).toBe(0);
});
