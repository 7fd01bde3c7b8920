import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Status } from '../../../core/control/index.ts';
import { isFolderFree } from '../../../core/foundation/lock/index.ts';
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import { createTestCli } from '../../utils/cli.ts';
import { runCliProcess, startCli } from '../../utils/cli-process.ts';
import { addEchoExecutor, eventually, startLocalNetwork } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

/** A data folder whose executor serves the models of a scripted backend and joins a local network. */
async function prepare() {
  const backend = await startLlmServer({ dialect: 'lmstudio' });
  onTestFinished(() => backend.close());
  const network = await startLocalNetwork();
  const cli = createTestCli();
  writeFileSync(
    join(cli.dataFolder, 'config.toml'),
    [
      '[network]',
      'listen_address = "/ip4/127.0.0.1/tcp/0"',
      `bootstrap_peers = ["${network.validator.address}"]`,
      '[llm_client]',
      `base_url = "${backend.url}/v1"`,
    ].join('\n'),
  );
  return { cli, network, backend, folder: cli.dataFolder };
}

describe('the executor of the command line', () => {
  it('serves, names itself to a second start, and finishes on SIGTERM', async () => {
    const { cli, folder, network } = await prepare();
    const program = startCli(folder, ['start']);
    await program.says('Serving');
    await eventually(() => network.validator.providers.length === 1);

    const status = (await cli.run(['status', '--json'])).json<Status>();
    expect(status).toMatchObject({ state: 'serving', face: 'cli', demo: false, dataFolder: folder });
    const second = await cli.run(['start', '--json']);
    expect(second.status).toBe(75);
    expect(second.json()).toMatchObject({
      error: { code: 'EXECUTOR_ALREADY_RUNNING', details: { pid: program.process.pid, face: 'cli' } },
    });

    const model = (await cli.run(['models', 'list', '--json'])).json<{ id: string }[]>()[0]?.id ?? '';
    const ask = await cli.run(['ask', '--json', '--bootstrap', network.validator.address, '--model', model, 'hello']);
    expect(ask).toMatchObject({ status: 0, err: '' });
    const { chargeWei, executor } = ask.json<{ chargeWei: string; executor: string }>();
    expect(executor).toBe(status.identity.peerId);
    const accrued = async () => (await cli.run(['earnings', '--json'])).json<{ total: object }>().total;
    await expect.poll(accrued).toMatchObject({ accruedWei: chargeWei, answers: 1, voids: 0 });

    program.process.kill('SIGTERM');
    const { status: exitStatus, out } = await program.ended;
    expect(exitStatus).toBe(0);
    expect(out).toContain('Finishing running requests.');
    expect(out.endsWith('Stopped.\n')).toBe(true);
    expect(out).not.toContain('\u001b');
    expect(isFolderFree(folder)).toBe(true);
    expect(existsSync(join(folder, 'control.sock'))).toBe(false);
  });

  it.each([
    ['level in the file', 'debug', ['start'], {}, true],
    ['RUST_LOG of the guide', 'error', ['start'], { RUST_LOG: 'lloom_executor=debug' }, true],
    ['LLOOM_LOG, which wins', 'error', ['start'], { RUST_LOG: 'error', LLOOM_LOG: 'info,lloom_executor=trace' }, true],
    ['--debug, which wins', 'error', ['start', '--debug'], { LLOOM_LOG: 'warn' }, true],
    ['RUST_LOG, which wins over the file,', 'debug', ['start'], { RUST_LOG: 'error' }, false],
  ])('tells as much as %s asks for', async (_, level, args, env, tells) => {
    const folder = tempFolder();
    writeFileSync(
      join(folder, 'config.toml'),
      [
        '[network]',
        'listen_address = "/ip4/127.0.0.1/tcp/0"',
        'bootstrap_peers = ["/ip4/127.0.0.1/tcp/1"]',
        '[logging]',
        `level = "${level}"`,
      ].join('\n'),
    );
    const program = startCli(folder, args, { env });
    await program.says('Data folder');
    // The second attempt comes half a second after the first, and each is told.
    const ended = tells ? null : runCliProcess(folder, ['stop']);
    if (tells) await vi.waitFor(() => expect(program.written.err).toContain('cannot be dialled'), { timeout: 15_000 });
    await ended;
    if (!tells) expect((await program.ended).err).not.toContain('cannot be dialled');
  });

  it('can be started again after kill -9, and is ended by "stop"', async () => {
    const { cli, folder } = await prepare();
    const first = startCli(folder, ['start']);
    await first.says('Serving');
    first.process.kill('SIGKILL');
    await first.ended;
    expect((await cli.run(['status', '--json'])).json()).toMatchObject({ error: { code: 'EXECUTOR_NOT_RUNNING' } });

    const second = startCli(folder, ['start']);
    await second.says('Serving');
    expect(await cli.run(['stop'])).toMatchObject({ status: 0, out: 'The executor has stopped.\n' });
    expect(isFolderFree(folder)).toBe(true);
    expect((await second.ended).status).toBe(0);
  });

  it('gives a running request up at the second SIGINT', async () => {
    const { cli, folder, network, backend } = await prepare();
    backend.setFault({ kind: 'stall', afterPieces: 2 });
    const program = startCli(folder, ['start']);
    await program.says('Serving');
    await eventually(() => network.validator.providers.length === 1);
    const model = (await cli.run(['models', 'list', '--json'])).json<{ id: string }[]>()[0]?.id ?? '';
    const ask = cli.run(['ask', '--json', '--bootstrap', network.validator.address, '--model', model, 'hello']);
    await eventually(() => backend.chats.length > 0);
    program.process.kill('SIGINT');
    await program.says('Press Ctrl+C again');
    program.process.kill('SIGINT');
    expect((await program.ended).status).toBe(0);
    expect((await ask).json()).toMatchObject({ ok: false });
  });

  it('serves with the key of the environment and never writes it', async () => {
    const { cli, folder } = await prepare();
    const key = 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';
    const program = startCli(folder, ['start', '--verbose'], { env: { LLOOM_PRIVATE_KEY: key } });
    await program.says('Serving');
    expect((await cli.run(['status', '--json'])).json<Status>().identity).toMatchObject({
      address: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266',
      source: 'environment',
    });
    await cli.run(['stop', '--now']);
    const { out, err } = await program.ended;
    expect(out + err).not.toContain(key);
    expect(readdirSync(folder)).not.toContain('identity_key');
  });
});

describe('the program', () => {
  it('runs a demo that leaves the data folder alone', async () => {
    const cli = createTestCli();
    const run = await runCliProcess(cli.dataFolder, ['demo', '--requests', '1', '--json']);
    expect(run.status).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({ served: 1, failed: 0, backend: 'builtin', demo: true });
    expect(readdirSync(cli.dataFolder)).toEqual([]);
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const cli = createTestCli();
    const program = startCli(cli.dataFolder, ['--help']);
    program.process.stdout?.destroy();
    expect(await program.ended).toMatchObject({ status: 0, err: '' });
  });

  it('is called off by one SIGINT', async () => {
    const network = await startLocalNetwork();
    await addEchoExecutor(network);
    const silent = await network.addExecutor(() => new Promise(() => {}));
    const [address = ''] = silent.network.status().listenAddresses;
    const cli = createTestCli();
    const peer = `${address}/p2p/${silent.identity.peerId}`;
    const program = startCli(cli.dataFolder, [
      'ask',
      '--model',
      'm',
      '--bootstrap',
      address,
      '--executor',
      peer,
      'hello',
    ]);
    await eventually(() => silent.network.peers().length > 1);
    program.process.kill('SIGINT');
    expect(await program.ended).toMatchObject({ status: 130, out: '', err: '' });
  });
});
