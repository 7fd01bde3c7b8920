import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ControlClient } from '../../../../core/control/socket/index.ts';
import { systemClock } from '../../../../core/foundation/clock.ts';
import { Executor, type ExecutorConfig } from '../../../../core/index.ts';
import { MockLlmClient } from '../../../../core/testing/index.ts';
import { expectCode } from '../../../utils/expect-code.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

/** An executor that nobody finds, on a free port of loopback. */
function makeExecutor(config: ExecutorConfig = {}): Executor {
  const executor = new Executor({
    listenAddress: '/ip4/127.0.0.1/tcp/0',
    bootstrapPeers: [],
    dataFolder: tempFolder(),
    ...config,
  });
  executor.setLlmClient(new MockLlmClient());
  onTestFinished(() => executor.stop('now'));
  return executor;
}

it('touches nothing before it is started', () => {
  const dataFolder = join(tempFolder(), 'not-yet');
  makeExecutor({ dataFolder });
  expect(existsSync(dataFolder)).toBe(false);
});

it('starts once, however often it is asked, and stops once', async () => {
  const executor = makeExecutor();
  await Promise.all([executor.start(), executor.start()]);
  const { startedAtMs } = await executor.status();
  await executor.start();
  expect((await executor.status()).startedAtMs).toBe(startedAtMs);
  await Promise.all([executor.stop(), executor.stop('now')]);
  await executor.stop();
});

it('starts again after a stop, with the same identity and empty counts', async () => {
  const executor = makeExecutor();
  await executor.start();
  const before = await executor.status();
  await executor.stop();
  await expectCode(executor.status(), 'EXECUTOR_NOT_RUNNING');
  await executor.start();
  const after = await executor.status();
  expect(after.identity).toEqual(before.identity);
  expect(executor.getMetrics().totalRequests).toBe(0);
});

it('says who has the data folder, and can be started when it is free', async () => {
  const dataFolder = tempFolder();
  const first = makeExecutor({ dataFolder });
  const second = makeExecutor({ dataFolder });
  await first.start();
  await expect(second.start()).rejects.toMatchObject({
    code: 'EXECUTOR_ALREADY_RUNNING',
    details: { pid: process.pid, face: 'library' },
  });
  await first.stop();
  await second.start();
  expect((await second.status()).face).toBe('library');
});

it('leaves nothing open when its start fails', async () => {
  const dataFolder = tempFolder();
  const identityPath = join(dataFolder, 'key');
  mkdirSync(identityPath);
  const executor = makeExecutor({ dataFolder, identityPath });
  await expectCode(executor.start(), 'IDENTITY_UNREADABLE');
  await expectCode(executor.run(), 'IDENTITY_UNREADABLE');
  const other = makeExecutor({ dataFolder });
  await other.start();
  // A client may be set again: nothing runs.
  executor.setLlmClient(new MockLlmClient());
});

it('runs until the command line ends it', async () => {
  const dataFolder = tempFolder();
  const executor = makeExecutor({ dataFolder });
  const running = executor.run();
  await executor.start();
  const control = new ControlClient({ clock: systemClock }, { socketPath: join(dataFolder, 'control.sock') });
  await control.call('executor.shutdown', { mode: 'finish' });
  await control.close();
  await running;
  await expectCode(executor.status(), 'EXECUTOR_NOT_RUNNING');
});

it('reads neither a configuration file nor the environment', async () => {
  const dataFolder = tempFolder();
  writeFileSync(join(dataFolder, 'config.toml'), '[network]\nthis is no configuration');
  const executor = makeExecutor({ dataFolder, privateKey: '22'.repeat(32) });
  await executor.start();
  expect((await executor.status()).identity.source).toBe('memory');
  expect(existsSync(join(dataFolder, 'identity_key'))).toBe(false);
});

it('cannot be asked what it does while it does nothing', () => {
  const executor = makeExecutor();
  for (const ask of [() => executor.getMetrics(), () => executor.queueSize(), () => executor.activeRequests()])
    expect(ask).toThrow(expect.objectContaining({ code: 'EXECUTOR_NOT_RUNNING' }));
});
