import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../setup/system/project.ts';
import { startProgram } from '../../../utils/child-program.ts';
import { tempFolder } from '../../../utils/temp-folder.ts';

const program = join(projectRoot, 'test', 'fixtures', 'programs', 'cache-maker.ts');
const start = (cache: string, ...args: string[]) => startProgram(program, args, { LLOOM_CACHE_DIR: cache });
const makers = (cache: string) => readFileSync(join(cache, 'makers'), 'utf8').trim().split('\n').length;

describe('a folder of the cache', () => {
  it('is made once by several processes at the same time, and whole for all of them', async () => {
    const cache = tempFolder();
    const lines = await Promise.all([start(cache), start(cache), start(cache)].map((child) => child.nextLine()));
    expect(lines).toEqual(['whole', 'whole', 'whole']);
    expect(makers(cache)).toBe(1);
    expect(readdirSync(cache).sort()).toEqual(['makers', 'thing']);
  });

  it('does not appear when its making fails, and is made by the next', async () => {
    const cache = tempFolder();
    expect(await start(cache, 'fail').nextLine()).toBe('failed');
    expect(readdirSync(cache)).toEqual(['makers']);
    expect(await start(cache).nextLine()).toBe('whole');
  });

  it('is made although a process that was making it was killed', async () => {
    const cache = tempFolder();
    const killed = start(cache);
    await expect.poll(() => existsSync(join(cache, 'makers')), { timeout: 10_000 }).toBe(true);
    killed.process.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(join(cache, 'thing'))).toBe(false);
    expect(await start(cache).nextLine()).toBe('whole');
    expect(makers(cache)).toBe(2);
  });

  it('is not made while a living process holds its lock', async () => {
    const cache = tempFolder();
    writeFileSync(join(cache, 'thing.lock'), String(process.pid));
    const waiting = start(cache);
    expect(await Promise.race([waiting.nextLine(), new Promise((done) => setTimeout(done, 800, 'waits'))])).toBe(
      'waits',
    );
    expect(existsSync(join(cache, 'makers'))).toBe(false);
  });
});
