import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireFolderLock } from '../../../../../core/foundation/lock/index.ts';
import { startLlmServer } from '../../../../fakes/llm-server/index.ts';
import { createTestCli } from '../../../../utils/cli.ts';
import { readVectors } from '../../../../utils/vectors.ts';

/** A key that everybody knows. */
const key = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
const address = '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266';

async function startBackend() {
  const server = await startLlmServer({ dialect: 'lmstudio' });
  onTestFinished(() => server.close());
  return server;
}

describe('without an executor', () => {
  it.each([
    [['status']],
    [['pause']],
    [['resume']],
    [['stop']],
    [['peers', 'list']],
    [['queue', 'list']],
    [['queue', 'cancel', 'r-1']],
    [['earnings']],
  ])('%s says that none runs, and how to start it', async (args) => {
    const cli = createTestCli();
    const { status, out, err } = await cli.run(args);
    expect({ status, out }).toEqual({ status: 69, out: '' });
    expect(err).toContain(`data folder: ${cli.dataFolder}`);
    expect(err).toContain('hint: Start it with "lloom-executor start"');
    const asJson = await cli.run([...args, '--json']);
    expect(asJson.err).toBe('');
    expect(asJson.json()).toMatchObject({ ok: false, error: { code: 'EXECUTOR_NOT_RUNNING' } });
  });

  it('status tells an executor that does not answer yet from none', async () => {
    const cli = createTestCli();
    const lock = await acquireFolderLock({ folder: cli.dataFolder, face: 'app', controlSocket: 'x' });
    onTestFinished(() => lock.release());
    expect((await cli.run(['status', '--json'])).json()).toMatchObject({ error: { code: 'EXECUTOR_NOT_ANSWERING' } });
  });

  it('init writes a commented configuration and a key that it does not show, once', async () => {
    const cli = createTestCli();
    const { status, out } = await cli.run(['init']);
    expect(status).toBe(0);
    const configFile = join(cli.dataFolder, 'config.toml');
    const keyFile = join(cli.dataFolder, 'identity_key');
    expect(readFileSync(configFile, 'utf8')).toContain('[llm_client]');
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const hex = readFileSync(keyFile, 'utf8').trim();
    expect(out).not.toContain(hex.replace(/^0x/, ''));
    expect(out).toContain('not encrypted yet');
    // The file has bootstrap nodes and a backend; these are what is left to do.
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Next: .*LM Studio.*external_address.*"lloom-executor start"\.$/);
    const before = [configFile, keyFile].map((file) => readFileSync(file, 'utf8'));
    expect(await cli.run(['init'])).toMatchObject({ status: 73, out: '' });
    expect([configFile, keyFile].map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });

  it('identity show creates nothing', async () => {
    const cli = createTestCli();
    expect(await cli.run(['identity', 'show'])).toMatchObject({ status: 66, out: '' });
    expect(existsSync(join(cli.dataFolder, 'identity_key'))).toBe(false);
  });

  it('identity show names the key of the environment without writing it', async () => {
    const cli = createTestCli();
    const run = await cli.run(['identity', 'show', '--json'], { env: { LLOOM_PRIVATE_KEY: key } });
    expect(run.json()).toMatchObject({ address, source: 'environment', keyFile: null });
    expect(run.out).not.toContain(key);
    expect(existsSync(join(cli.dataFolder, 'identity_key'))).toBe(false);
  });

  it.each([
    ['standard input', ['--hex-stdin'], `  0x${key}\n`],
    ['a file', ['--file', 'FILE'], ''],
  ])('identity import takes a key from %s', async (_, args, input) => {
    const cli = createTestCli();
    const file = join(cli.dataFolder, 'key.txt');
    writeFileSync(file, `\n${key.toUpperCase()}\n`);
    const words = args.map((word) => (word === 'FILE' ? file : word));
    const run = await cli.run(['identity', 'import', ...words, '--json'], { input });
    expect(run).toMatchObject({ status: 0, err: '' });
    expect(run.json()).toMatchObject({ address, source: 'file', encrypted: false });
    expect(run.out).not.toContain(key);
    expect((await cli.run(['identity', 'show'])).out).toContain(address);
  });

  it('identity import never replaces another identity', async () => {
    const cli = createTestCli();
    await cli.run(['init']);
    const before = readFileSync(join(cli.dataFolder, 'identity_key'), 'utf8');
    const run = await cli.run(['identity', 'import', '--hex-stdin'], { input: key });
    expect(run).toMatchObject({ status: 73, out: '' });
    expect(readFileSync(join(cli.dataFolder, 'identity_key'), 'utf8')).toBe(before);
  });

  it('identity import refuses a key among its words and does not repeat it', async () => {
    const cli = createTestCli();
    const { status, out, err } = await cli.run(['identity', 'import', key, '--hex-stdin'], { input: key });
    expect({ status, out }).toEqual({ status: 64, out: '' });
    expect(err).toContain('can be read by other programs');
    expect(err).not.toContain(key);
    expect(existsSync(join(cli.dataFolder, 'identity_key'))).toBe(false);
  });

  it('pricing set writes the file and pricing show reads it', async () => {
    const cli = createTestCli();
    writeFileSync(join(cli.dataFolder, 'config.toml'), '# mine\n[pricing] # prices\nbase_inbound_price = "0.0001"\n');
    expect((await cli.run(['pricing', 'show'])).out).toMatch(/^inbound +0\.0001 ETH +100\.0000 ETH/m);
    const set = await cli.run(['pricing', 'set', '--outbound', '0.0002', '--json']);
    expect(set.json()).toMatchObject({ inboundEth: '0.0001', outboundEth: '0.0002', aboveClientOffer: false });
    const text = readFileSync(join(cli.dataFolder, 'config.toml'), 'utf8');
    expect(text).toContain('# mine\n[pricing] # prices\nbase_inbound_price = "0.0001"\n');
    expect(text).toContain('base_outbound_price = "0.0002"');
  });

  it('pricing set refuses a price that is none and leaves the file as it was', async () => {
    const cli = createTestCli();
    const file = join(cli.dataFolder, 'config.toml');
    writeFileSync(file, '[pricing]\nbase_inbound_price = "0.0001"\n');
    for (const price of ['5000000', '1', '-1', '1e-3', 'free', '']) {
      const run = await cli.run(['pricing', 'set', '--inbound', price]);
      expect(run, price).toMatchObject({ out: '' });
      expect(run.status, price).not.toBe(0);
      expect(readFileSync(file, 'utf8'), price).toBe('[pricing]\nbase_inbound_price = "0.0001"\n');
    }
    expect((await cli.run(['pricing', 'set', '--inbound', '500000'])).err).toContain('did you write wei?');
  });

  it('models list and test-backend ask the configured backend themselves', async () => {
    const cli = createTestCli();
    const server = await startBackend();
    writeFileSync(join(cli.dataFolder, 'config.toml'), `[llm_client]\nbase_url = "${server.url}/v1"\n`);
    const models = (await cli.run(['models', 'list', '--json'])).json<
      { served: boolean; notServedBecause: string }[]
    >();
    expect(models.length).toBeGreaterThan(0);
    expect(models.every((model) => !model.served && model.notServedBecause === 'No executor runs.')).toBe(true);
    const test = await cli.run(['test-backend', '--json']);
    expect(test.status).toBe(0);
    expect(test.json()).toMatchObject({ ok: true, reports: [{ kind: 'lmstudio', configured: true }] });
    expect(server.chats.length).toBeGreaterThan(0);
  });

  it('models list asks every configured backend, and warns of one that is away', async () => {
    const cli = createTestCli();
    const [server, other] = [await startBackend(), await startLlmServer({ dialect: 'openai' })];
    const further = `[[llm_clients]]\nname = "upstairs"\nbackend = "openai"\nbase_url = "${other.url}/v1"\n`;
    const config = `[llm_client]\nbase_url = "${server.url}/v1"\n${further}`;
    other.setModels([{ id: 'upstairs-70b', type: 'llm', loaded: true, contextLength: 4096 }]);
    writeFileSync(join(cli.dataFolder, 'config.toml'), config);
    const both = await cli.run(['models', 'list']);
    expect(both).toMatchObject({ status: 0, err: '' });
    expect(both.out).toMatch(/^qwen3-4b +lmstudio /m);
    expect(both.out).toMatch(/^upstairs-70b +upstairs /m);
    await other.close();
    const one = await cli.run(['models', 'list', '--json']);
    expect(one.json<{ backend: string }[]>().every(({ backend }) => backend === 'lmstudio')).toBe(true);
    expect(one.err).toContain('warning: upstairs: The model program does not answer.');
    await server.close();
    expect(await cli.run(['models', 'list'])).toMatchObject({ status: 69, out: '' });
  });

  it('test-backend says what to do when nothing listens', async () => {
    const cli = createTestCli();
    const server = await startBackend();
    await server.close();
    writeFileSync(
      join(cli.dataFolder, 'config.toml'),
      `[llm_client]\nbase_url = "${server.url}/v1"\nmax_retries = 0\n`,
    );
    const run = await cli.run(['test-backend', '--json']);
    expect(run.status).toBe(69);
    expect(run.json()).toMatchObject({ ok: false, reports: [{ lines: [{ topic: 'reach', verdict: 'bad' }] }] });
  });
});

describe('wire decode', () => {
  const vectors = readVectors<{ messages: { name: string; messageCbor: string; envelopeTimestamp: number }[] }>(
    'messages.json',
  );

  it.each(vectors.messages.map((vector) => [vector.name, vector] as const))(
    'explains %s the same from hexadecimal text, a file of it, raw bytes and standard input',
    async (_, { messageCbor }) => {
      const cli = createTestCli();
      const text = join(cli.dataFolder, 'message.hex');
      const raw = join(cli.dataFolder, 'message.cbor');
      writeFileSync(text, `0x${messageCbor.match(/.{1,60}/g)?.join('\n')}\n`);
      writeFileSync(raw, Buffer.from(messageCbor, 'hex'));
      const runs = await Promise.all([
        cli.run(['wire', 'decode', '--json', '--hex', messageCbor]),
        cli.run(['wire', 'decode', '--json', '--file', text]),
        cli.run(['wire', 'decode', '--json', '--file', raw]),
        cli.run(['wire', 'decode', '--json', '--file', '-'], { input: messageCbor }),
      ]);
      const [first, ...others] = runs.map((run) => {
        expect(run).toMatchObject({ status: 0, err: '' });
        // A second may pass between two runs.
        const { ageSeconds: _age, ...rest } = run.json<Record<string, unknown> & { oddities: string[] }>();
        return { ...rest, oddities: rest.oddities.map((oddity) => oddity.replace(/\d+ s ago/, 'ago')) };
      });
      expect(first).toMatchObject({
        variant: expect.any(String),
        signedText: expect.any(String),
        hash: expect.any(String),
      });
      for (const other of others) expect(other).toEqual(first);
    },
  );

  it('tells people who signed it, how old it is and what is odd', async () => {
    const { messageCbor = '' } = vectors.messages[0] ?? {};
    const { out } = await createTestCli().run(['wire', 'decode', '--hex', messageCbor]);
    expect(out).toMatch(/^variant {4}SignedLlmRequest \(cbor\)$/m);
    expect(out).toMatch(/^signer {5}0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266$/m);
    expect(out).toMatch(/^signature {2}fits the payload and the signer$/m);
    expect(out).toMatch(/^age .* old: refused by the network \(at most 300 s\)$/m);
    expect(out).toContain('Odd about it\n  ');
  });
});
