import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { projectRoot } from '../setup/system/project.ts';

const run = (...args: string[]) => promisify(execFile)(process.execPath, [join(projectRoot, 'bootstrap.mjs'), ...args]);

describe('a task of the checkout', () => {
  it('has standard output to itself, and says nothing when nothing is missing', async () => {
    const startedMs = performance.now();
    expect(await run('lloom-executor', '--version')).toEqual({ stdout: `${packageJson.version}\n`, stderr: '' });
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('lists the benchmarks as one JSON value', async () => {
    const { stdout } = await run('perf', '--json');
    expect(JSON.parse(stdout)).toContainEqual({ name: 'backend-overhead', about: expect.any(String) });
  });

  it('passes on the exit status', async () => {
    await expect(run('lloom-executor', 'no-such-command')).rejects.toMatchObject({ code: 64 });
  });

  it('is named in one line when it does not exist', async () => {
    const stderr =
      'lloom: name a task: setup, start, build, build:library, test, perf, soak, package, lloom-executor\n';
    await expect(run('deploy')).rejects.toMatchObject({ code: 1, stderr });
  });
});
