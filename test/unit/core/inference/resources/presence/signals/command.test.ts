import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { commandOutput, commandPath } from '../../../../../../../core/inference/resources/presence/signals/command.ts';
import { eventually } from '../../../../../../utils/network.ts';
import { tempFolder } from '../../../../../../utils/temp-folder.ts';

const { signal } = new AbortController();

function folderWith(name: string, script: string): string {
  const folder = tempFolder();
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, name), 0o755);
  return folder;
}

it('runs no program of a folder that depends on where it was started', async () => {
  const folder = folderWith('listing', 'echo ours');
  expect(await commandOutput('listing', [], { signal, env: { PATH: folder } })).toBe('ours\n');
  const here = relative(process.cwd(), folder);
  await expect(commandOutput('listing', [], { signal, env: { PATH: here } })).rejects.toThrow();
});

it('takes programs of Windows from its own folder and from nowhere else', async () => {
  const env = { PATH: 'C:\\Users\\Public;C:\\Windows\\System32', SystemRoot: 'D:\\Windows' };
  expect(await commandPath('reg', 'win32', env)).toBe('D:\\Windows\\System32\\reg.exe');
  expect(await commandPath('tasklist', 'win32', {})).toBe('C:\\Windows\\System32\\tasklist.exe');
});

it('gives a program no key of ours', async () => {
  const folder = folderWith('listing', '/usr/bin/env');
  const env = { PATH: folder, LLOOM_KEY: 'secret', NODE_OPTIONS: '--inspect', LD_PRELOAD: '' };
  const output = await commandOutput('listing', [], { signal, env });
  expect(output).toContain(`PATH=${folder}`);
  expect(output).not.toMatch(/secret|NODE_OPTIONS|LD_PRELOAD/);
});

it('ends a program that does not listen', async () => {
  const folder = tempFolder();
  const script = `#!/bin/sh\ntrap '' TERM\necho $$ > '${folder}/new'\nmv '${folder}/new' '${folder}/pid'\nwhile :; do :; done\n`;
  writeFileSync(join(folder, 'deaf'), script);
  chmodSync(join(folder, 'deaf'), 0o755);
  const stop = new AbortController();
  const output = commandOutput('deaf', [], { signal: stop.signal, env: { PATH: `${folder}:/bin:/usr/bin` } });
  output.catch(() => {});
  await eventually(() => existsSync(join(folder, 'pid')));
  stop.abort();
  await expect(output).rejects.toThrow();
  const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
  await eventually(() => !existsSync(`/proc/${pid}`));
});
