import { describe, expect, it } from 'vitest';
import { commandGroups, commands } from '../../../../core/cli/registry.ts';
import { createTestCli } from '../../../utils/cli.ts';

const cli = () => createTestCli();

describe('the command line', () => {
  it('lists every command in its help, and every word of the groups', async () => {
    const { status, out, err } = await cli().run(['--help']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    for (const { name } of commands) expect(out).toMatch(new RegExp(`^ {2}${name.split(' ')[0]} `, 'm'));
    expect(out).toMatch(/^ {2}queue .*: list, cancel, boost, hold, release\.$/m);
  });

  it.each(commands.map((command) => [command.name, command] as const))(
    '%s has a help with examples',
    async (name, command) => {
      const { status, out } = await cli().run([...name.split(' '), '--help']);
      expect(status).toBe(0);
      expect(out).toContain(command.about.slice(0, 40));
      expect(out).toMatch(/Examples:\n {2}lloom-executor /);
      expect(command.examples.every((example) => example.startsWith(name))).toBe(true);
      expect(out).toContain('--json');
    },
  );

  it('has a sentence for every group', () => {
    const groups = commands.filter(({ name }) => name.includes(' ')).map(({ name }) => name.split(' ')[0]);
    expect(new Set(groups)).toEqual(new Set(Object.keys(commandGroups)));
  });

  it('shows its version', async () => {
    expect(await cli().run(['--version'])).toMatchObject({ status: 0, out: '1.2.3\n' });
  });

  it.each([
    ['no command', [], 'a command is missing', '--help'],
    ['half a command', ['queue'], 'a command is missing', '--help'],
    ['a misspelt command', ['strat'], "unknown command 'strat'", 'Did you mean start?'],
    ['a misspelt second word', ['queue', 'lst'], "unknown command 'lst'", 'Did you mean list?'],
    ['a misspelt option', ['stop', '--nwo'], "unknown option '--nwo'", 'Did you mean --now?'],
    ['a missing argument', ['queue', 'cancel'], "missing required argument 'request'", '--help'],
    ['one argument too many', ['status', 'now'], 'too many arguments', '--help'],
    ['an option without its value', ['--data-dir'], 'argument missing', '--help'],
    ['a number that is none', ['earnings', '--days', 'x'], 'Expected a whole number from 1 to 3660', '--help'],
    ['a number out of bounds', ['earnings', '--rows', '501'], 'Expected a whole number from 1 to 500', '--help'],
    ['a day that is none', ['earnings', '--from', '2026-02-30'], 'Expected a day as', '--help'],
    ['a required option left out', ['ask', 'hello'], "required option '--model <name>' not specified", '--help'],
    ['both of two options', ['wire', 'decode', '--hex', 'aa', '--file', 'x'], 'one of --hex and --file', '--help'],
    ['neither of two options', ['identity', 'import'], 'one of --hex-stdin and --file', '--help'],
    ['nothing to set', ['pricing', 'set'], 'neither --inbound nor --outbound', '--help'],
    ['half a byte', ['wire', 'decode', '--hex', 'abc'], 'not an even number of hexadecimal digits', '--help'],
  ])('refuses %s with a hint', async (_, args, problem, hint) => {
    const { status, out, err } = await cli().run(args);
    expect({ status, out }).toEqual({ status: 64, out: '' });
    expect(err).toMatch(/^error: The command was not understood\.\n {2}/);
    expect(err).toContain(problem);
    expect(err.split('\nhint: ')[1]).toContain(hint);
    const asJson = await cli().run([...args, '--json']);
    expect(asJson.err).toBe('');
    if (asJson.status === 64) expect(asJson.json()).toMatchObject({ ok: false, error: { code: 'USAGE_INVALID' } });
  });

  it('shows where an error came from only when asked', async () => {
    const quiet = await cli().run(['status']);
    const verbose = await cli().run(['status', '--verbose']);
    expect(quiet.err).not.toContain(' at ');
    expect(verbose.err.startsWith(quiet.err.split('\n')[0] ?? '')).toBe(true);
    expect(verbose.err).toMatch(/"stack": \[\n\s+"at /);
  });
});
