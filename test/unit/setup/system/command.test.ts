import { describe, expect, it } from 'vitest';
import { runCommand } from '../../../setup/system/command.ts';
import { isAlive } from '../../../setup/system/processes.ts';

/** A program that starts another one, names it, and then does what `then` says. */
const parent = (then: string) => `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
  console.log(child.pid);
  ${then}`;

describe('running a command', () => {
  it('gives its status and both of its outputs', async () => {
    const script = "console.log('out'); console.error('err'); process.exitCode = 3";
    const { status, output, timedOut } = await runCommand(process.execPath, ['-e', script], { limitMs: 10_000 });
    expect([status, timedOut]).toEqual([3, false]);
    expect(output.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  it('ends it and its children when the time is up', async () => {
    const args = ['-e', parent('setInterval(() => {}, 1000)')];
    const { status, output, timedOut } = await runCommand(process.execPath, args, { limitMs: 1500 });
    expect([status, timedOut]).toEqual([null, true]);
    await expect.poll(() => isAlive(Number.parseInt(output, 10))).toBe(false);
  });

  it('ends what outlives it', async () => {
    const { status, output } = await runCommand(process.execPath, ['-e', parent('process.exit(0)')], {
      limitMs: 10_000,
    });
    expect(status).toBe(0);
    await expect.poll(() => isAlive(Number.parseInt(output, 10))).toBe(false);
  });

  it('says that a program is missing', async () => {
    const { status, output } = await runCommand('no-such-program', [], { limitMs: 10_000 });
    expect(status).not.toBe(0);
    expect(output).toContain('no-such-program');
  });
});
