import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Pull } from '../../../../../core/control/index.ts';
import { createFakeControlTarget } from '../../../../fakes/control-target.ts';
import { startFileServer } from '../../../../fakes/file-server/index.ts';
import { createTestCli } from '../../../../utils/cli.ts';

it('models pull lists the catalogue without an executor, with what is there', async () => {
  const cli = createTestCli();
  mkdirSync(join(cli.dataFolder, 'models'));
  const { out, status } = await cli.run(['models', 'pull']);
  expect(status).toBe(0);
  expect(out).toMatch(/^qwen3-4b +Qwen3 4B \(Q4_K_M\) +2\.5 GB +4\.1 GB +(yes|no) +Apache-2\.0 +no$/m);
  writeFileSync(join(cli.dataFolder, 'models', 'qwen3-4b.gguf'), 'not it');
  expect((await cli.run(['models', 'pull', '--json'])).json()).toEqual(
    expect.arrayContaining([expect.objectContaining({ id: 'qwen3-4b', sizeBytes: 2_497_280_256, installed: false })]),
  );
});

it('models pull names what is wrong with a name, and what the server says', async () => {
  const cli = createTestCli();
  const unknown = await cli.run(['models', 'pull', 'gpt-9', '--json']);
  expect(unknown).toMatchObject({ status: 64 });
  expect(unknown.json()).toMatchObject({ error: { code: 'DOWNLOAD_UNKNOWN_MODEL' } });
  const server = await startFileServer(Buffer.alloc(1));
  onTestFinished(() => server.close());
  server.plan({ kind: 'status', status: 410 });
  writeFileSync(join(cli.dataFolder, 'config.toml'), `[downloads]\nsource = "${server.url}"\n`);
  const refused = await cli.run(['models', 'pull', 'qwen3-0.6b']);
  expect(refused.status).toBe(69);
  expect(refused.err).toContain('The server does not give the file.');
  expect(server.requests).toHaveLength(1);
});

it('models pull lets the running executor download, and waits for the end', async () => {
  const cli = createTestCli();
  const states: Pull['state'][] = ['waiting', 'downloading', 'verifying', 'done'];
  const target = createFakeControlTarget();
  const pull = (state: Pull['state']): Pull => ({
    id: 'qwen3-4b',
    state,
    receivedBytes: 2_497_280_256,
    totalBytes: 2_497_280_256,
    bytesPerSecond: null,
    problem: null,
  });
  const handlers = {
    ...target.handlers,
    'models.pull': async () => [pull('waiting')],
    'models.pulls': async () => [pull(states.shift() ?? 'done')],
  };
  await cli.serve({ ...target, handlers });
  expect(await cli.run(['models', 'pull', 'qwen3-4b'])).toMatchObject({
    status: 0,
    out: 'Downloaded qwen3-4b, 2.5 GB.\n',
  });
});
