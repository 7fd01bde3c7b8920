import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { surroundingsOf } from '../../../../../core/inference/resources/index.ts';
import { findTool } from '../../../../../core/inference/resources/tools/find-tool.ts';
import { runTool } from '../../../../../core/inference/resources/tools/run-tool.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const { signal } = new AbortController();

function tool(script: string): string {
  const file = join(tempFolder(), 'tool');
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('a program of the system', () => {
  it('is started with few variables, and none of ours', async () => {
    const env = { PATH: '/usr/bin:/bin', LLOOM_PRIVATE_KEY: 'secret', OPENAI_API_KEY: 'secret', HOME: '/home/me' };
    const run = await runTool(tool('env'), [], { signal, env });
    expect(run.output.split('\n').map((line) => line.split('=')[0])).not.toContain('HOME');
    expect(run.output).not.toContain('secret');
    expect(run.output).toContain('PATH=/usr/bin:/bin');
  });

  it.each([
    ['missing', '/nowhere/tool', 'missing'],
    ['a folder', '/', 'missing'],
  ] as const)('that is %s is told apart', async (_what, file, reason) => {
    expect(await runTool(file, [], { signal, env: {} })).toMatchObject({ ok: false, reason });
  });

  it('that fails, talks too much or is called off is told apart', async () => {
    expect(await runTool(tool('echo no; exit 3'), [], { signal, env: {} })).toEqual({
      ok: false,
      reason: 'status',
      output: 'no\n',
    });
    expect(await runTool(tool('while :; do echo xxxxxxxxxxxxxxxx; done'), [], { signal, env: {} })).toMatchObject({
      ok: false,
      reason: 'size',
    });
    const abort = new AbortController();
    const run = runTool(tool('exec /bin/sleep 600'), [], { signal: abort.signal, env: {} });
    abort.abort();
    expect(await run).toMatchObject({ ok: false, reason: 'stopped' });
  });

  it('is looked for in whole paths only', async () => {
    const file = tool('true');
    const folder = join(file, '..');
    const find = (...folders: string[]) =>
      findTool('tool', surroundingsOf({ platform: 'linux', env: { PATH: folders.join(delimiter) } }));
    expect(await find('/nowhere', folder)).toBe(file);
    expect(await find('.', '', 'bin')).toBeNull();
  });
});
