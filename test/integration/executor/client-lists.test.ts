import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LloomClient } from '../../../core/client/index.ts';
import { addressOfPeerId } from '../../../core/identity/index.ts';
import { startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

const model = 'qwen3-4b';
let nonce = 0n;

const ask = (client: LloomClient) =>
  client.request({ model, prompt: 'hello', nonce: ++nonce }).then(
    () => 'answered',
    (error: { code: string }) => error.code,
  );

/** An executor, three clients, and a way to write the lists that name them. */
async function setUp() {
  const rig = await startExecutorRig();
  await rig.state('serving');
  const clients = [await rig.client(), await rig.client(), await rig.client()] as const;
  const file = join(rig.dataFolder, 'config.toml');
  const text = readFileSync(file, 'utf8');
  const setLists = (lists: string) => writeFileSync(file, `${text}\n[client_lists]\n${lists}\n`);
  return { rig, clients, setLists };
}

const addressOf = ({ peerId }: LloomClient) => (addressOfPeerId(peerId) ?? '').toUpperCase().replace('0X', '0x');

test('only clients of the allow list are served, named by address or by peer id', async () => {
  const { rig, clients, setLists } = await setUp();
  const [a, b, c] = clients;
  setLists(`allow = ["${addressOf(a)}", "${b.peerId}"]`);
  await eventually(async () => (await ask(c)) === 'NETWORK_REQUEST_FAILED');
  expect([await ask(a), await ask(b)]).toEqual(['answered', 'answered']);
  expect((await rig.call('admission.get', {})).outcomes).toMatchObject({ VALIDATION_CLIENT_REFUSED: 1 });
});

test('a client of the block list is not served, whatever the allow list says', async () => {
  const { clients, setLists } = await setUp();
  const [a, b, c] = clients;
  setLists(`allow = ["${a.peerId}", "${b.peerId}", "${c.peerId}"]\nblock = ["${addressOf(a)}", "${b.peerId}"]`);
  await eventually(async () => (await ask(a)) === 'NETWORK_REQUEST_FAILED');
  expect([await ask(b), await ask(c)]).toEqual(['NETWORK_REQUEST_FAILED', 'answered']);
});
