import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomIdentity } from '../../../core/identity/index.ts';
import { cacheSettings, startCache } from '../../utils/cache.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const onDisk = { backend: 'disk' } as const;

/** Every file below a folder, with its path. */
function filesIn(folder: string, kind: 'content' | 'index' | '' = ''): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => path.slice(folder.length).startsWith(`/${kind}`));
}

async function setUp() {
  const identity = randomIdentity();
  const folder = join(tempFolder(), 'cache');
  const rig = await startCache(onDisk, { identity, folder });
  await rig.generate();
  const counts = async () => (await rig.cache.view()).counts;
  const [content = ''] = filesIn(folder, 'content');
  /** Ends it and starts another on the same folder, at the same time. */
  const restart = async () => {
    await rig.cache.stop();
    return startCache(onDisk, { identity, folder, clock: rig.clock });
  };
  return { ...rig, identity, folder, content, counts, restart };
}

describe('a folder of answers', () => {
  it('gives them again after a restart, only to the executor that wrote them', async () => {
    const { folder, restart } = await setUp();
    const again = await restart();
    expect(await again.kind()).toBe('hit');
    expect(await again.cache.view()).toMatchObject({ entries: 1 });
    const other = await startCache(onDisk, { folder, clock: again.clock });
    expect(await other.kind()).toBe('lead');
  });

  it('shows nobody what was asked or answered, and lets nobody else in', async () => {
    const { folder } = await setUp();
    const bytes = Buffer.concat(filesIn(folder).map((path) => readFileSync(path)));
    for (const secret of ['oracle', 'secrets', 'anybody', 'model-a', '0x1111'])
      expect(bytes.includes(secret), secret).toBe(false);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  it('takes a file that was changed, cut or swapped for a very large one for a miss', async () => {
    const { kind, generate, content, counts } = await setUp();
    const good = readFileSync(content);
    const damages: (() => void)[] = [
      () => writeFileSync(content, Buffer.from(good).fill(0, 20, 30)),
      () => truncateSync(content, 30),
      () => truncateSync(content, 3_000_000_000),
    ];
    for (const [index, damage] of damages.entries()) {
      chmodSync(content, 0o600);
      damage();
      expect(await kind()).toBe('lead');
      expect(await counts()).toMatchObject({ rejected: index + 1, failures: 0 });
    }
    await generate();
    expect(await kind()).toBe('hit');
  });

  it('takes a file that was removed for a miss without a word', async () => {
    const { kind, content, counts, lines, cache } = await setUp();
    rmSync(content);
    expect(await kind()).toBe('lead');
    expect(await counts()).toMatchObject({ rejected: 0, failures: 0 });
    expect(lines).toEqual([]);
    expect(await cache.view()).toMatchObject({ entries: 0, bytes: 0 });
  });

  it('removes at its start what no entry leads to, and what was half written', async () => {
    const { folder, content, restart } = await setUp();
    const orphan = join(dirname(content), 'orphan');
    writeFileSync(orphan, 'left by a crash');
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    writeFileSync(join(folder, 'tmp', 'half'), 'written');
    const again = await restart();
    expect(filesIn(folder, 'content')).toEqual([content]);
    expect(readdirSync(folder)).not.toContain('tmp');
    expect(await again.kind()).toBe('hit');
  });

  it('starts with an index that somebody wrote to, and ignores what is not ours', async () => {
    const { folder, restart } = await setUp();
    const [index = ''] = filesIn(folder, 'index');
    writeFileSync(index, `${readFileSync(index, 'utf8')}\nnonsense\tthat is not JSON\n`);
    mkdirSync(join(folder, 'index-v5', 'ff', 'ff'), { recursive: true });
    writeFileSync(join(folder, 'index-v5', 'ff', 'ff', 'x'.repeat(60)), Buffer.alloc(100_000, 7));
    const again = await restart();
    expect(await again.cache.view()).toMatchObject({ state: 'ready', entries: 1 });
    expect(await again.kind()).toBe('hit');
  });

  it('does not grow with entries that are replaced, and removes the files of those that are too old', async () => {
    const { folder, generate, clock, kind } = await setUp();
    const { length } = filesIn(folder);
    for (let round = 0; round < 5; round += 1) {
      clock.advance(cacheSettings.ttlMs);
      await generate();
    }
    expect(filesIn(folder)).toHaveLength(length);
    const [index = ''] = filesIn(folder, 'index');
    expect(statSync(index).size).toBeLessThan(1000);
    expect(await kind()).toBe('hit');
  });

  it('that cannot be written to does not keep requests from being answered', async () => {
    const blocked = join(tempFolder(), 'a file');
    writeFileSync(blocked, '');
    const { kind, cache, lines } = await startCache(onDisk, { folder: join(blocked, 'cache') });
    expect(await kind()).toBe('lead');
    expect(await cache.view()).toMatchObject({ state: 'unreachable' });
    expect(lines).toMatchObject([{ level: 'warn', context: { reason: 'ENOTDIR' } }]);
  });
});
