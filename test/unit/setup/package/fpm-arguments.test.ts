import { describe, expect, it } from 'vitest';
import { formatControl, parseFpmArguments } from '../../../setup/package/fpm-arguments.ts';

const args = [
  '-s',
  'dir',
  '--force',
  '-t',
  'deb',
  '-d',
  'libnss3',
  '-d',
  'xdg-utils',
  '--name',
  'lloom',
  '--version',
  '1.0',
];
const rest = [
  '--package',
  '/out/a.deb',
  '--after-install',
  '/tmp/after',
  '--description',
  'Short\n Long text',
  '/app/=/opt/A b',
];

describe('the arguments of fpm', () => {
  it('become fields, scripts and contents', () => {
    expect(parseFpmArguments([...args, ...rest])).toEqual({
      artifact: '/out/a.deb',
      fields: { Package: 'lloom', Version: '1.0', Description: 'Short\n Long text', Depends: 'libnss3, xdg-utils' },
      scripts: { postinst: '/tmp/after' },
      contents: [{ from: '/app/', to: '/opt/A b' }],
    });
  });

  it('are refused for other kinds of package', () => {
    expect(() => parseFpmArguments(['-t', 'rpm', '--package', '/a.rpm'])).toThrow('Only deb');
  });
});

describe('a control file', () => {
  it('ends with the description, its further lines indented by one space', () => {
    const text = formatControl({ Package: 'lloom', Description: 'Short\n   Long' }, 12);
    expect(text).toBe('Package: lloom\nInstalled-Size: 12\nDescription: Short\n Long\n');
  });
});
