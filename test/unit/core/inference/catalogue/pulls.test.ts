import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../../../core/foundation/clock.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { catalogue, needsBytes } from '../../../../../core/inference/catalogue/catalogue.ts';
import { Pulls, type PullView } from '../../../../../core/inference/catalogue/index.ts';
import { startFileServer } from '../../../../fakes/file-server/index.ts';
import { eventually } from '../../../../utils/network.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const content = randomBytes(400_000);
const entry = (id: string) => ({
  id,
  title: id,
  licence: 'Apache-2.0',
  path: `maker/${id}.gguf`,
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  contextBytesPerToken: 1000,
});

async function open(folder = tempFolder()) {
  const server = await startFileServer(content);
  onTestFinished(() => server.close());
  const told: (readonly PullView[])[] = [];
  let installed = 0;
  const pulls: Pulls = new Pulls(
    {
      clock: systemClock,
      logger: silentLogger,
      freeBytes: async () => 1e12,
      onChange: () => told.push(pulls.list()),
      onInstalled: () => {
        installed += 1;
      },
    },
    { folder, settings: { source: server.url }, catalogue: [...'abcdefghijk'].map(entry) },
  );
  onTestFinished(() => pulls.stop());
  return { server, pulls, folder, told, installed: () => installed };
}

const states = (pulls: Pulls) => Object.fromEntries(pulls.list().map(({ id, state }) => [id, state]));

test('fetches one after the other, and tells when each is there', async () => {
  const { server, pulls, folder, told, installed } = await open();
  pulls.pull('b');
  pulls.pull('a');
  pulls.pull('b');
  await pulls.whenIdle();
  expect(server.requests.map(({ path }) => path)).toEqual(['/maker/b.gguf', '/maker/a.gguf']);
  expect(readFileSync(join(folder, 'a.gguf')).equals(content)).toBe(true);
  expect(states(pulls)).toEqual({ a: 'done', b: 'done' });
  expect(await pulls.installed()).toEqual(new Set(['a', 'b']));
  expect(installed()).toBe(2);
  const running = told.map((list) => list.filter(({ state }) => state === 'downloading').length);
  expect(Math.max(...running)).toBe(1);
});

test('says why one failed, goes on with the next, and lets it be tried again', async () => {
  const { server, pulls } = await open();
  server.plan({ kind: 'corrupt' });
  pulls.pull('a');
  pulls.pull('b');
  await pulls.whenIdle();
  expect(states(pulls)).toEqual({ a: 'failed', b: 'done' });
  expect(pulls.list().find(({ id }) => id === 'a')?.problem?.code).toBe('DOWNLOAD_CORRUPT');
  pulls.pull('a');
  await pulls.whenIdle();
  expect(states(pulls)).toEqual({ a: 'done', b: 'done' });
});

test('ends what runs and what waits when it is told to, and keeps what has arrived', async () => {
  const { server, pulls, folder } = await open();
  server.plan({ kind: 'stall', afterBytes: 100_000 });
  pulls.pull('a');
  pulls.pull('b');
  await eventually(async () => (pulls.list()[0]?.receivedBytes ?? 0) > 0);
  pulls.cancel('b');
  pulls.cancel('a');
  await pulls.whenIdle();
  expect(states(pulls)).toEqual({ a: 'cancelled', b: 'cancelled' });
  expect(existsSync(join(folder, 'a.gguf.part'))).toBe(true);
  expect(() => pulls.cancel('a')).toThrow(expect.objectContaining({ code: 'DOWNLOAD_UNKNOWN_MODEL' }));
});

test('refuses names that the catalogue lacks, and a line that is too long', async () => {
  const { server, pulls } = await open();
  expect(() => pulls.pull('../a')).toThrow(expect.objectContaining({ code: 'DOWNLOAD_UNKNOWN_MODEL' }));
  server.plan({ kind: 'stall', afterBytes: 10 });
  for (const id of 'abcdefghi') pulls.pull(id);
  expect(() => pulls.pull('j')).toThrow(expect.objectContaining({ code: 'DOWNLOAD_QUEUE_FULL' }));
});

test('leaves a model alone that another program downloads', async () => {
  const first = await open();
  first.server.plan({ kind: 'stall', afterBytes: 10 });
  first.pulls.pull('a');
  await eventually(async () => (first.pulls.list()[0]?.receivedBytes ?? 0) > 0);
  const second = await open(first.folder);
  second.pulls.pull('a');
  await second.pulls.whenIdle();
  expect(second.pulls.list()[0]?.problem?.code).toBe('DOWNLOAD_ELSEWHERE');
  expect(second.server.requests).toEqual([]);
});

test('takes nothing for installed that has another size', async () => {
  const { pulls, server } = await open();
  server.plan({ kind: 'stall', afterBytes: 10 });
  pulls.pull('a');
  await eventually(async () => (pulls.list()[0]?.receivedBytes ?? 0) > 0);
  expect(await pulls.installed()).toEqual(new Set());
});

test('the catalogue is consistent: unique names, whole checksums, https paths, smallest first', () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  for (const { id, sha256, path, licence } of catalogue) {
    expect(id).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(path).toMatch(/^[^/].*\.gguf$/);
    expect(licence).not.toBe('');
  }
  const needs = catalogue.map(needsBytes);
  expect(needs).toEqual([...needs].sort((a, b) => a - b));
});
