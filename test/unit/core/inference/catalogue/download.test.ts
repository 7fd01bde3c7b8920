import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { download } from '../../../../../core/inference/catalogue/download/download.ts';
import type { DownloadProgress } from '../../../../../core/inference/catalogue/download/interface.ts';
import { type FileServer, startFileServer } from '../../../../fakes/file-server/index.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { eventually } from '../../../../utils/network.ts';
import { createSkippingClock } from '../../../../utils/skipping-clock.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const content = randomBytes(3_000_000);
const sha256 = createHash('sha256').update(content).digest('hex');
const going = () => new AbortController().signal;

async function open(freeBytes = 1e12) {
  const server = await startFileServer(content);
  onTestFinished(() => server.close());
  const file = join(tempFolder(), 'models', 'a.gguf');
  const clock = createSkippingClock();
  const seen: DownloadProgress[] = [];
  const fetchIt = (signal = going(), url = `${server.url}/a`) =>
    download(
      { clock, freeBytes: async () => freeBytes },
      { url: new URL(url), file, sizeBytes: content.length, sha256 },
      { signal, onProgress: (progress) => seen.push(progress) },
    );
  return { server, file, clock, seen, fetchIt };
}

/** Lets the pauses between tries pass until the download has ended. */
async function passing<Value>(rig: { clock: { skip(byMs: number): void } }, work: Promise<Value>): Promise<Value> {
  let done = false;
  const settled = work.finally(() => {
    done = true;
  });
  settled.catch(() => {});
  await eventually(async () => {
    if (!done) rig.clock.skip(1000);
    return done;
  });
  return settled;
}

const ranges = (server: FileServer) => server.requests.map(({ range }) => range);

test('gives the file its name only when all of it is right', async () => {
  const { file, seen, fetchIt } = await open();
  await fetchIt();
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(existsSync(`${file}.part`)).toBe(false);
  expect(seen.at(-1)).toEqual({ phase: 'verifying', receivedBytes: content.length, totalBytes: content.length });
  const received = seen.map(({ receivedBytes }) => receivedBytes);
  expect(received).toEqual([...received].sort((a, b) => a - b));
});

test('goes on where a lost connection ended, as often as bytes arrive', async () => {
  const rig = await open();
  rig.server.plan(...Array.from({ length: 9 }, () => ({ kind: 'cut', afterBytes: 200_000 }) as const));
  await passing(rig, rig.fetchIt());
  expect(readFileSync(rig.file).equals(content)).toBe(true);
  expect(rig.server.requests.length).toBeGreaterThan(9);
  expect(
    ranges(rig.server)
      .slice(1)
      .every((range) => /^bytes=[1-9]\d*-$/.test(range ?? '')),
  ).toBe(true);
});

test('gives up when one try after the other brings nothing', async () => {
  const rig = await open();
  rig.server.plan(...Array.from({ length: 20 }, () => ({ kind: 'status', status: 503 }) as const));
  await expectCode(passing(rig, rig.fetchIt()), 'DOWNLOAD_FAILED');
  expect(rig.server.requests.length).toBe(6);
});

test('takes a connection without bytes for dead', async () => {
  const rig = await open();
  rig.server.plan({ kind: 'stall', afterBytes: 100_000 });
  const done = rig.fetchIt();
  await eventually(async () => (rig.seen.at(-1)?.receivedBytes ?? 0) > 0);
  await passing(rig, done);
  expect(readFileSync(rig.file).equals(content)).toBe(true);
});

test('goes on in a later run with what an earlier one left, and checks that too', async () => {
  const { server, file, seen, fetchIt } = await open();
  const abort = new AbortController();
  server.plan({ kind: 'stall', afterBytes: 1_500_000 });
  const first = fetchIt(abort.signal);
  await eventually(async () => (seen.at(-1)?.receivedBytes ?? 0) > 1_000_000);
  abort.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  const left = statSync(`${file}.part`).size;
  expect(left).toBeGreaterThan(1_000_000);
  await fetchIt();
  expect(server.requests.at(-1)?.range).toBe(`bytes=${left}-`);
  expect(readFileSync(file).equals(content)).toBe(true);
});

test.each([
  ['a changed byte', () => ({ kind: 'corrupt' }) as const],
  ['more bytes than the file has', () => ({ kind: 'too-long' }) as const],
])('removes %s and says so', async (_, fault) => {
  const { server, file, fetchIt } = await open();
  server.plan(fault());
  await expectCode(fetchIt(), 'DOWNLOAD_CORRUPT');
  expect(existsSync(file)).toBe(false);
});

test('does not believe what somebody else put into the unfinished file', async () => {
  const { file, fetchIt } = await open();
  await expect(fetchIt(AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  writeFileSync(`${file}.part`, randomBytes(1000));
  await expectCode(fetchIt(), 'DOWNLOAD_CORRUPT');
  await fetchIt();
  expect(readFileSync(file).equals(content)).toBe(true);
});

test('begins anew where the server knows no ranges, and refuses a part that was not asked for', async () => {
  const rig = await open();
  rig.server.plan({ kind: 'cut', afterBytes: 500_000 }, { kind: 'no-ranges' });
  await passing(rig, rig.fetchIt());
  expect(readFileSync(rig.file).equals(content)).toBe(true);
  const other = await open();
  other.server.plan(
    { kind: 'cut', afterBytes: 500_000 },
    ...Array.from({ length: 9 }, () => ({ kind: 'wrong-range' }) as const),
  );
  await expectCode(passing(other, other.fetchIt()), 'DOWNLOAD_REFUSED');
});

test.each([404, 401, 403, 410])('does not repeat what a server refuses with %d', async (status) => {
  const { server, fetchIt } = await open();
  server.plan({ kind: 'status', status });
  expect((await expectCode(fetchIt(), 'DOWNLOAD_REFUSED')).details).toEqual({ status });
  expect(server.requests).toHaveLength(1);
});

test('follows a redirection on the same server, and none to another one without https', async () => {
  const { server, file, fetchIt } = await open();
  server.plan({ kind: 'redirect', to: '/elsewhere' });
  await fetchIt();
  expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/elsewhere']);
  expect(existsSync(file)).toBe(true);
  const first = await open();
  const inside = await startFileServer(content);
  onTestFinished(() => inside.close());
  first.server.plan({ kind: 'redirect', to: `${inside.url}/secret` });
  await expectCode(first.fetchIt(), 'DOWNLOAD_REFUSED');
  expect(inside.requests).toEqual([]);
  const endless = await open();
  endless.server.plan(...Array.from({ length: 9 }, () => ({ kind: 'redirect', to: '/again' }) as const));
  await expectCode(endless.fetchIt(), 'DOWNLOAD_REFUSED');
});

test('asks for nothing that the disk has no room for', async () => {
  const { server, fetchIt } = await open(2_000_000_000 + content.length - 1);
  const { details } = await expectCode(fetchIt(), 'DOWNLOAD_NO_SPACE');
  expect(details).toEqual({
    needsBytes: 2_000_000_000 + content.length,
    freeBytes: 2_000_000_000 + content.length - 1,
  });
  expect(server.requests).toEqual([]);
});
