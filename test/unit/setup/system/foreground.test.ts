import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../setup/system/project.ts';
import { startProgram } from '../../../utils/child-program.ts';

const program = join(projectRoot, 'test', 'fixtures', 'programs', 'foreground-runner.ts');

describe('a program in the foreground', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)('is ended and cleaned up after when %s comes', async (signal) => {
    const runner = startProgram(program, []);
    expect(await runner.nextLine()).toBe('runs');
    runner.process.kill(signal);
    expect(await runner.nextLine()).toBe('ended with 7');
    expect(await runner.ended).toEqual({ status: 0, signal: null });
  });
});
