import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { errorTable, isErrorCode } from '../../../core/foundation/errors/index.ts';
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import { createTestCli } from '../../utils/cli.ts';
import { runCliProcess } from '../../utils/cli-process.ts';
import { startExecutorRig } from '../../utils/executor-rig.ts';
import { startLocalNetwork } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

interface BadInput {
  readonly what: string;
  readonly args: readonly string[];
  readonly code: string;
  /** Part of what is said about it. */
  readonly says: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Record<string, string>;
  readonly input?: string;
}

const config = (text: string) => ({ 'config.toml': text });
const start = ['start'];
const key = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

/** Everything that a person can get wrong from the outside, and what is said about it. */
const badInputs: readonly BadInput[] = [
  { what: 'a command that is none', args: ['strat'], code: 'USAGE_INVALID', says: 'Did you mean start?' },
  { what: 'an option that is none', args: ['status', '--jsn'], code: 'USAGE_INVALID', says: '--json' },
  {
    what: 'a configuration file that is missing',
    args: [...start, '--config', 'missing.toml'],
    code: 'CONFIG_UNREADABLE',
    says: 'missing.toml',
  },
  {
    what: 'text that is no TOML',
    args: start,
    files: config('[network'),
    code: 'CONFIG_INVALID',
    says: 'config.toml:1',
  },
  {
    what: 'an unknown section',
    args: start,
    files: config('\n[pricin]\n'),
    code: 'CONFIG_INVALID',
    says: 'Did you mean "pricing"?',
  },
  {
    what: 'an unknown key',
    args: start,
    files: config('[network]\nlisten_adress = "/ip4/0.0.0.0/tcp/4001"\n'),
    code: 'CONFIG_INVALID',
    says: 'config.toml:2: network.listen_adress',
  },
  {
    what: 'a price in wei',
    args: start,
    files: config('[pricing]\nbase_inbound_price = "500000000000000"\n'),
    code: 'CONFIG_INVALID',
    says: 'did you write wei?',
  },
  {
    what: 'a price that is a number',
    args: start,
    files: config('[pricing]\nbase_inbound_price = 0.0005\n'),
    code: 'CONFIG_INVALID',
    says: 'write it as text',
  },
  {
    what: 'an address with a name',
    args: start,
    files: config('[network]\nbootstrap_peers = ["/dns4/example.org/tcp/9000"]\n'),
    code: 'CONFIG_INVALID',
    says: 'network.bootstrap_peers[0]',
  },
  {
    what: 'a limit out of bounds',
    args: start,
    files: config('[request_handling]\nmax_concurrent_requests = 0\n'),
    code: 'CONFIG_INVALID',
    says: 'request_handling.max_concurrent_requests',
  },
  {
    what: 'a backend that is none',
    args: start,
    files: config('[llm_client]\nbackend = "lmstudo"\n'),
    code: 'CONFIG_INVALID',
    says: 'Did you mean "lmstudio"?',
  },
  {
    what: 'a base URL with a password',
    args: start,
    files: config('[llm_client]\nbase_url = "http://me:secret-word@localhost/v1"\n'),
    code: 'CONFIG_INVALID',
    says: 'llm_client.base_url',
  },
  {
    what: 'a log level that is none',
    args: [...start, '--log-level', 'loud'],
    code: 'CONFIG_INVALID',
    says: 'logging.level',
  },
  {
    what: 'a key file that is empty',
    args: start,
    files: { identity_key: '' },
    code: 'IDENTITY_UNREADABLE',
    says: 'never created over it',
  },
  {
    what: 'a key file that is damaged',
    args: ['identity', 'show'],
    files: { identity_key: key.slice(0, 60) },
    code: 'IDENTITY_UNREADABLE',
    says: 'it does not hold 64 hexadecimal digits',
  },
  {
    what: 'a key of the environment that is none',
    args: ['identity', 'show'],
    env: { LLOOM_PRIVATE_KEY: `${key.slice(0, 60)}secret` },
    code: 'IDENTITY_KEY_INVALID',
    says: 'from: LLOOM_PRIVATE_KEY',
  },
  {
    what: 'a key file of a client that is none',
    args: ['ask', '--model', 'm', '--bootstrap', '/ip4/127.0.0.1/tcp/1', '--key-file', '/dev/null', 'hello'],
    code: 'IDENTITY_KEY_INVALID',
    says: 'file: /dev/null',
  },
  {
    what: 'a path that is empty',
    args: [...start, '--config', ''],
    code: 'USAGE_INVALID',
    says: 'Expected a path.',
  },
  {
    what: 'a folder in the place of the configuration',
    args: [...start, '--config', '/tmp'],
    code: 'CONFIG_UNREADABLE',
    says: 'EISDIR',
  },
  {
    what: 'a key of zeros',
    args: ['identity', 'import', '--hex-stdin'],
    input: '0'.repeat(64),
    code: 'IDENTITY_KEY_INVALID',
    says: 'valid secp256k1 key',
  },
  {
    what: 'a file to import that is missing',
    args: ['identity', 'import', '--file', 'missing'],
    code: 'IDENTITY_IMPORT_UNREADABLE',
    says: 'missing',
  },
  {
    what: 'a ledger that is another file',
    args: start,
    files: { 'executor.sqlite': 'this is not a database, but somebody wants to keep it' },
    code: 'LEDGER_CORRUPT',
    says: 'executor.sqlite\n  reason: SQLITE_NOTADB\nhint: Restore it from a backup',
  },
  {
    what: 'a lock file that is another file',
    args: start,
    files: { 'executor.lock': 'this is not a database, but somebody wants to keep it' },
    code: 'EXECUTOR_FOLDER_UNUSABLE',
    says: 'SQLITE_NOTADB',
  },
  {
    what: 'a message that is not hex',
    args: ['wire', 'decode', '--hex', 'a1705369zz'],
    code: 'USAGE_INVALID',
    says: '--hex is not an even number of hexadecimal digits',
  },
  {
    what: 'a message of half a byte',
    args: ['wire', 'decode', '--hex', 'a17'],
    code: 'USAGE_INVALID',
    says: '--hex is not an even number of hexadecimal digits',
  },
  {
    what: 'a message that is none',
    args: ['wire', 'decode', '--hex', 'ff'],
    code: 'PROTOCOL_MALFORMED',
    says: 'Check that',
  },
  {
    what: 'a message cut short',
    args: ['wire', 'decode', '--hex', 'a1705369'],
    code: 'PROTOCOL_MALFORMED',
    says: 'Check that',
  },
  {
    what: 'a message in a missing file',
    args: ['wire', 'decode', '--file', 'missing'],
    code: 'FILE_UNREADABLE',
    says: 'missing',
  },
  {
    what: 'a price that is none',
    args: ['pricing', 'set', '--inbound', 'cheap'],
    code: 'CONFIG_INVALID',
    says: 'pricing.base_inbound_price',
  },
  {
    what: 'an address of nobody to ask',
    args: ['ask', '--model', 'm', '--bootstrap', '/ip4/127.0.0.1/tcp/1', 'hello'],
    code: 'NETWORK_UNREACHABLE',
    says: 'tried: /ip4/127.0.0.1/tcp/1',
  },
  {
    what: 'an executor to ask that is no peer',
    args: ['ask', '--model', 'm', '--bootstrap', '/ip4/127.0.0.1/tcp/1', '--executor', 'somebody', 'hello'],
    code: 'NETWORK_ADDRESS_INVALID',
    says: 'address: somebody',
  },
  {
    what: 'a model program that does not run',
    args: ['models', 'list'],
    files: config('[llm_client]\nbase_url = "http://127.0.0.1:1/v1"\n'),
    code: 'BACKEND_UNREACHABLE',
    says: 'ECONNREFUSED',
  },
  {
    what: 'a call to an executor that does not run',
    args: ['earnings'],
    code: 'EXECUTOR_NOT_RUNNING',
    says: 'lloom-executor start',
  },
];

/** Every file of a folder with its content. */
function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

describe('bad input from the outside', () => {
  it.each(badInputs.map((input) => [input.what, input] as const))(
    '%s: an error with a hint, and nothing is lost',
    async (_, { args, code, says, files = {}, env = {}, input = '' }) => {
      if (!isErrorCode(code)) throw new Error(`no such code: ${code}`);
      const cli = createTestCli();
      const folder = cli.dataFolder;
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
      const before = snapshot(folder);
      const people = await cli.run(args, { env, input });
      const machine = await cli.run([...args, '--json'], { env, input });

      expect(people.status).toBe(errorTable[code].exitStatus);
      expect(people.out).toBe('');
      expect(people.err).toContain(`error: ${errorTable[code].message}\n`);
      expect(people.err).toContain('\nhint: ');
      expect(people.err).toContain(says);
      expect(people.err).not.toMatch(/\n\s+at |node_modules|file:\/\//);

      expect(machine.status).toBe(people.status);
      expect(JSON.parse(machine.out)).toMatchObject({ ok: false, error: { code, hint: expect.any(String) } });

      for (const secret of [key.slice(0, 60), 'secret-word'])
        expect(people.err + machine.out + machine.err).not.toContain(secret);
      const after = snapshot(folder);
      for (const [name, text] of Object.entries(before)) expect(after[name], name).toBe(text);
      if (!('identity_key' in before) && code !== 'LEDGER_CORRUPT') expect(after).not.toHaveProperty('identity_key');
    },
  );

  it.each([
    { what: 'a command that is none', args: ['strat'], file: null, code: 'USAGE_INVALID' },
    { what: 'a damaged configuration', args: ['start'], file: 'config.toml', code: 'CONFIG_INVALID' },
    { what: 'a damaged key', args: ['start'], file: 'identity_key', code: 'IDENTITY_UNREADABLE' },
  ] as const)('$what: the program itself ends with the same status, and says no more', async ({ args, file, code }) => {
    const folder = tempFolder();
    if (file !== null) writeFileSync(join(folder, file), '[damaged');
    const people = await runCliProcess(folder, args);
    expect(people).toMatchObject({ status: errorTable[code].exitStatus, out: '' });
    expect(people.err).toMatch(/^error: .*\n( {2}.*\n)*hint: .*\n$/);
    const machine = await runCliProcess(folder, [...args, '--json']);
    expect(machine).toMatchObject({ status: people.status, err: '' });
    expect(JSON.parse(machine.out)).toMatchObject({ ok: false, error: { code } });
    if (file !== null) expect(readFileSync(join(folder, file), 'utf8')).toBe('[damaged');
  });

  it.each([
    { why: 'a router forwards it', external: true, env: false },
    { why: 'the environment names it', external: false, env: true },
  ])(
    'a listen port that is taken and must not move, because $why: an error that names it',
    async ({ external, env }) => {
      const network = await startLocalNetwork();
      const cli = createTestCli();
      const { address } = network.validator;
      const port = address.split('/').at(-1) ?? '';
      const listen = env ? '/ip4/127.0.0.1/tcp/4001' : address;
      const more = external ? `external_address = "/ip4/203.0.113.7/tcp/${port}"\n` : '';
      const text = `[network]\nlisten_address = "${listen}"\n${more}`;
      writeFileSync(join(cli.dataFolder, 'config.toml'), text);
      for (let start = 0; start < 2; start++) {
        const run = await cli.run(['start'], { env: env ? { LLOOM_EXECUTOR_PORT: port } : {} });
        expect(run.status).toBe(errorTable.NETWORK_PORT_TAKEN.exitStatus);
        expect(run.err).toContain(`address: ${address}`);
        expect(run.err).toContain('hint: Close that program or choose another port');
      }
      expect(readFileSync(join(cli.dataFolder, 'config.toml'), 'utf8')).toBe(text);
    },
  );

  it('a model that the executor does not serve: the client is told what may be the reason', async () => {
    const rig = await startExecutorRig();
    await rig.state('serving');
    const { network } = await rig.call('status.get', {});
    const [address = ''] = network.listenAddresses;
    const run = await createTestCli().run(['ask', '--model', 'no-such', '--bootstrap', address, 'hello', '--json']);
    expect(run.status).toBe(errorTable.NETWORK_REQUEST_FAILED.exitStatus);
    expect(run.json()).toMatchObject({
      error: { code: 'NETWORK_REQUEST_FAILED', hint: expect.stringContaining('not serve the model') },
    });
    expect(rig.backend.chats).toHaveLength(0);
  });

  it.each([
    {
      what: 'nobody',
      path: ':1/v1',
      finding: /reach +Nothing answers at http:\/\/127\.0\.0\.1:1\..*fix: Open LM Studio/s,
    },
    { what: 'another kind of server', path: null, finding: /reach +.*fix: Check that base_url/s },
  ])('a backend address of $what: the test says so and what to do', async ({ path, finding }) => {
    const backend = await startLlmServer({ dialect: 'lmstudio' });
    onTestFinished(() => backend.close());
    const cli = createTestCli();
    const baseUrl = path === null ? `${backend.url}/elsewhere` : `http://127.0.0.1${path}`;
    writeFileSync(join(cli.dataFolder, 'config.toml'), `[llm_client]\nbase_url = "${baseUrl}"\n`);
    const people = await cli.run(['test-backend']);
    expect(people.status).toBe(69);
    expect(people.out).toMatch(finding);
    expect((await cli.run(['test-backend', '--json'])).json()).toMatchObject({
      ok: false,
      reports: [{ configured: true, verdict: 'bad', lines: [{ topic: 'reach', verdict: 'bad' }] }],
    });
  });

  it('a data folder that is a file: an error with a hint, and the file is kept', async () => {
    const cli = createTestCli();
    const file = join(cli.dataFolder, 'file');
    writeFileSync(file, 'mine');
    for (const args of [['start'], ['init'], ['status'], ['identity', 'show']]) {
      const run = await cli.run([...args, '--data-dir', file]);
      expect(run.status, args[0]).not.toBe(0);
      expect(run.err, args[0]).toContain('hint: ');
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('a folder in the place of the ledger: an error that names it, and it is kept', async () => {
    const cli = createTestCli();
    const ledgerFile = join(cli.dataFolder, 'executor.sqlite');
    mkdirSync(ledgerFile);
    const run = await cli.run(['start', '--json']);
    expect(run.json()).toMatchObject({
      error: { code: 'LEDGER_UNAVAILABLE', details: { file: ledgerFile, reason: 'EISDIR' } },
    });
    expect(statSync(ledgerFile).isDirectory()).toBe(true);
  });

  it('a folder in the place of the key: an error, and it is kept', async () => {
    const cli = createTestCli();
    const keyFile = join(cli.dataFolder, 'identity_key');
    mkdirSync(keyFile);
    const run = await cli.run(['identity', 'show', '--json']);
    expect(run.json()).toMatchObject({ error: { code: 'IDENTITY_UNREADABLE' } });
    expect(statSync(keyFile).isDirectory()).toBe(true);
  });
});
