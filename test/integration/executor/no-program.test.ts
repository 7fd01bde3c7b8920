import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ProgramSearch } from '../../../core/executor/program-search.ts';
import { ExecutorError } from '../../../core/foundation/errors/index.ts';
import { defaultBackend, type PoolMember } from '../../../core/inference/backends/index.ts';
import { going } from '../../utils/backend.ts';
import { modelsFolder } from '../../utils/builtin.ts';
import { launchRigExecutor } from '../../utils/executor-rig.ts';
import { createManualClock } from '../../utils/manual-clock.ts';
import { eventually } from '../../utils/network.ts';

const problemCodes = async (executor: Awaited<ReturnType<typeof launchRigExecutor>>['executor']) =>
  (await executor.handlers['status.get']({}, { signal: going() })).problems.map(({ code }) => code);

test('where nothing was chosen and nothing answers, the status offers the built-in engine', async () => {
  const { executor } = await launchRigExecutor(await modelsFolder(), { 'network.bootstrap_peers': [] });
  await eventually(async () => (await problemCodes(executor))[0] === 'BACKEND_NONE_FOUND');
  const [problem] = (await executor.handlers['status.get']({}, { signal: going() })).problems;
  expect(problem?.hint).toContain('config set llm_client.backend builtin');
});

test('a program that was chosen and does not answer is named instead', async () => {
  const flags = { 'network.bootstrap_peers': [], 'llm_client.base_url': 'http://127.0.0.1:9/v1' };
  const { executor } = await launchRigExecutor(await modelsFolder(), flags);
  await eventually(async () => (await problemCodes(executor))[0] === 'BACKEND_UNREACHABLE');
});

test('a program on one of the usual ports is found at the next look', async () => {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  onTestFinished(() => void server.close());
  const clock = createManualClock();
  const member = {
    client: { kind: defaultBackend.kind },
    baseUrl: defaultBackend.baseUrl,
    health: { problem: new ExecutorError('BACKEND_UNREACHABLE') },
  } as unknown as PoolMember;
  const seen: boolean[] = [];
  const search: ProgramSearch = new ProgramSearch(
    { clock, pool: { members: () => [member] }, onChange: () => seen.push(search.nobody) },
    { ports: [port] },
  );
  await search.look();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  await search.look();
  expect(seen).toEqual([true]);
  clock.advance(15_000);
  await search.look();
  expect(seen).toEqual([true, false]);
});
