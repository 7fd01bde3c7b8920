import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDemo } from '../../../core/executor/index.ts';
import { ExecutorError } from '../../../core/foundation/errors/index.ts';
import type { EngineLauncher } from '../../../core/inference/backends/index.ts';
import { launchRigExecutor } from '../../utils/executor-rig.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

function fingerprint(folder: string): Record<string, string> {
  const files = readdirSync(folder).sort();
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

test('the demo serves real requests, marks itself, and leaves nothing behind', async () => {
  const owner = tempFolder();
  await (await launchRigExecutor(owner, { 'network.bootstrap_peers': [] })).stop('now');
  const before = fingerprint(owner);
  const { HOME, LLOOM_DATA_DIR } = process.env;
  process.env.LLOOM_DATA_DIR = owner;
  process.env.HOME = owner;
  try {
    const demo = await startDemo({ face: 'cli', requests: 2, everyMs: 0 });
    expect(await demo.finished).toMatchObject({ served: 2, failed: 0, backend: 'builtin', engineProblem: null });
    const { signal } = new AbortController();
    const status = await demo.executor.handlers['status.get']({}, { signal });
    expect(status).toMatchObject({ demo: true, identity: { source: 'memory' }, today: { answers: 2 } });
    expect(status.network.listenAddresses.every((address) => address.startsWith('/ip4/127.0.0.1/'))).toBe(true);
    await demo.stop('finish');
    expect(existsSync(demo.dataFolder)).toBe(false);
  } finally {
    process.env.HOME = HOME;
    if (LLOOM_DATA_DIR === undefined) delete process.env.LLOOM_DATA_DIR;
  }
  expect(fingerprint(owner)).toEqual(before);
});

test('where the engine does not start, the demo answers with prepared texts and says why', async () => {
  const engineLauncher: EngineLauncher = {
    launch() {
      throw new ExecutorError('BACKEND_ENGINE_UNAVAILABLE');
    },
  };
  const demo = await startDemo({ face: 'cli', requests: 1, everyMs: 0, engineLauncher });
  expect(await demo.finished).toMatchObject({
    served: 1,
    backend: 'demo',
    engineProblem: { code: 'BACKEND_ENGINE_UNAVAILABLE' },
  });
  await demo.stop('now');
});

test('a demo without an end stops when it is asked to through its contract', async () => {
  const demo = await startDemo({ face: 'app', everyMs: 0 });
  const { signal } = new AbortController();
  await demo.executor.handlers['executor.shutdown']({ mode: 'now' }, { signal });
  await demo.stopped;
  expect((await demo.finished).served).toBeGreaterThanOrEqual(0);
  expect(existsSync(demo.dataFolder)).toBe(false);
});
