import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomIdentity } from '../../../../../core/identity/index.ts';
import { decodeRequestMessage } from '../../../../../core/protocol/index.ts';
import { createTestCli } from '../../../../utils/cli.ts';
import {
  addEchoExecutor,
  announced,
  eventually,
  offerOf,
  signedAnswer,
  startLocalNetwork,
} from '../../../../utils/network.ts';

async function startNetwork() {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  await eventually(() => network.validator.providers.length === 1);
  return { network, executor, cli: createTestCli(), bootstrap: ['--bootstrap', network.validator.address] };
}

describe('ask', () => {
  it('finds an executor, verifies its answer and says what was accrued', async () => {
    const { executor, cli, bootstrap } = await startNetwork();
    const run = await cli.run(['ask', '--model', 'a-model', ...bootstrap, 'hello', 'you\u001b[2J']);
    expect(run).toMatchObject({ status: 0, err: '' });
    expect(run.out).toMatch(/^hello you�\[2J\n\nmodel {6}a-model\ntokens {5}3 in, 5 out\n/);
    expect(run.out).toContain('0.006500000 ETH, accrued by the executor; nothing is transferred');
    expect(run.out).toContain(`executor   ${executor.identity.peerId}`);
    expect(run.out).toContain(`${executor.identity.address} (verified)`);
  });

  it('prints one object with --json', async () => {
    const { executor, cli, bootstrap } = await startNetwork();
    const args = ['ask', '--json', '--model', 'a-model', ...bootstrap, '--executor', executor.identity.peerId, '-'];
    const run = await cli.run(args, { input: 'from standard input\n' });
    expect(run).toMatchObject({ status: 0, err: '' });
    expect(run.json()).toEqual({
      content: 'from standard input',
      model: 'a-model',
      inboundTokens: 3,
      outboundTokens: 5,
      chargeWei: '6500000000000000',
      executor: executor.identity.peerId,
      signer: executor.identity.address,
      signatureValid: true,
      requestHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      responseHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      durationMs: expect.any(Number),
    });
  });

  it('sends what its options say, signed with the key of the file', async () => {
    const { network, cli, bootstrap } = await startNetwork();
    const identity = randomIdentity();
    const seen: unknown[] = [];
    const executor = await network.addExecutor(
      async ({ bytes }) => {
        const request = decodeRequestMessage(bytes);
        if (request.variant === 'SignedLlmRequest')
          seen.push({ ...request.value.payload, signer: request.value.signer });
        return { kind: 'answer', bytes: signedAnswer(identity), onHandedOver() {} };
      },
      { identity },
    );
    executor.network.setOffer(offerOf('a-model'));
    await announced(executor);
    const keyFile = join(cli.dataFolder, 'client.key');
    writeFileSync(keyFile, 'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80\n');
    const [address = ''] = executor.network.status().listenAddresses;
    const args = ['--executor', `${address}/p2p/${identity.peerId}`, '--max-tokens', '50', '--system', 'be brief'];
    const run = await cli.run([
      'ask',
      '--model',
      'm',
      ...bootstrap,
      ...args,
      '--temperature',
      '0.5',
      '--key-file',
      keyFile,
      'p',
    ]);
    expect(run).toMatchObject({ status: 0, err: '' });
    expect(seen).toMatchObject([
      {
        model: 'm',
        prompt: 'p',
        system_prompt: 'be brief',
        temperature: 0.5,
        max_tokens: 50,
        signer: '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      },
    ]);
  });

  it("shows the executor's own words when it refuses", async () => {
    const network = await startLocalNetwork();
    const identity = randomIdentity();
    const executor = await network.addExecutor(
      async () => ({
        kind: 'answer',
        bytes: signedAnswer(identity, { content: '', error: 'Request was\nalready accepted\u001b[2J' }),
        onHandedOver() {},
      }),
      { identity },
    );
    executor.network.setOffer(offerOf('a-model'));
    await announced(executor);
    await eventually(() => network.validator.providers.length === 1);
    const run = await createTestCli().run(['ask', '--model', 'm', '--bootstrap', network.validator.address, 'p']);
    expect(run).toMatchObject({ status: 69, out: '' });
    expect(run.err).toContain('executor says: Request was�already accepted�[2J');
  });

  it('says so when no node is named', async () => {
    const cli = createTestCli();
    writeFileSync(join(cli.dataFolder, 'config.toml'), '[network]\nbootstrap_peers = []\n');
    const run = await cli.run(['ask', '--model', 'm', 'hello']);
    expect(run).toMatchObject({ status: 64, out: '' });
    expect(run.err).toContain('hint: Give one with --bootstrap');
  });

  it.each([
    ['that is none', ['not-an-address'], 'NETWORK_ADDRESS_INVALID'],
    ['where nobody listens', ['/ip4/127.0.0.1/tcp/1'], 'NETWORK_UNREACHABLE'],
  ])('says what is wrong with an address %s', async (_, [address = ''], code) => {
    const run = await createTestCli().run(['ask', '--json', '--model', 'm', '--bootstrap', address, 'hello']);
    expect(run.status).not.toBe(0);
    expect(run.json()).toMatchObject({ ok: false, error: { code } });
  });

  it('says that no executor is known', async () => {
    const network = await startLocalNetwork();
    const run = await createTestCli().run([
      'ask',
      '--json',
      '--model',
      'm',
      '--bootstrap',
      network.validator.address,
      'p',
    ]);
    expect(run.json()).toMatchObject({ ok: false, error: { code: 'NETWORK_NO_EXECUTOR' } });
  });

  it.each([
    ['missing', null, 66],
    ['not a key', 'zz', 65],
    ['too large', 'a'.repeat(2000), 65],
  ])('refuses a key file that is %s', async (_, content, status) => {
    const cli = createTestCli();
    const keyFile = join(cli.dataFolder, 'k');
    if (content !== null) writeFileSync(keyFile, content);
    const args = ['ask', '--model', 'm', '--bootstrap', '/ip4/127.0.0.1/tcp/1', '--key-file', keyFile, 'p'];
    expect(await cli.run(args)).toMatchObject({ status, out: '' });
  });
});
