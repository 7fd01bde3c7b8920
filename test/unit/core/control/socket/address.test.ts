import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assertPrivate, prepareSocketFolder, socketAddress } from '../../../../../core/control/socket/address.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

describe('the address of the control socket', () => {
  it('is the path itself where it is short enough', () => {
    expect(socketAddress('/home/me/.lloom/executor/control.sock', 'linux')).toEqual({
      path: '/home/me/.lloom/executor/control.sock',
      privateFolder: null,
    });
  });

  it('is a short path of its own for each path that the kernel would refuse', () => {
    const long = (name: string) => socketAddress(`/home/${'ä'.repeat(50)}/${name}/control.sock`, 'linux');
    expect(Buffer.byteLength(long('a').path)).toBeLessThan(100);
    expect(long('a').path).not.toBe(long('b').path);
    expect(long('a')).toEqual(long('a'));
    expect(long('a').privateFolder).toBe(`/tmp/lloom-executor-${process.getuid?.()}`);
  });

  it('is a named pipe of the user on Windows, the same however the folder is written', () => {
    const { path } = socketAddress('C:\\Users\\Me\\.lloom\\executor\\control.sock', 'win32');
    expect(path).toMatch(/^\\\\\.\\pipe\\lloom-executor-[0-9a-f]{24}$/);
    expect(socketAddress('c:\\users\\me\\.lloom\\executor\\control.sock', 'win32').path).toBe(path);
    expect(socketAddress('C:\\Users\\Me\\other\\control.sock', 'win32').path).not.toBe(path);
  });

  it('makes the folder of a short path private', () => {
    const privateFolder = join(tempFolder(), 'run');
    mkdirSync(privateFolder, { mode: 0o755 });
    prepareSocketFolder({ path: join(privateFolder, 'a.sock'), privateFolder });
    expect(statSync(privateFolder).mode & 0o777).toBe(0o700);
  });

  it('is not used when somebody else made its folder, or a link in its place', () => {
    const folder = tempFolder();
    symlinkSync(folder, join(folder, 'link'));
    expect(() => assertPrivate(join(folder, 'link'))).toThrow(expect.objectContaining({ code: 'CONTROL_UNAVAILABLE' }));
    expect(() => assertPrivate(join(folder, 'missing'))).not.toThrow();
  });
});
