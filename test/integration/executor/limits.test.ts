import { expect, test } from 'vitest';
import type { FakeModel } from '../../fakes/llm-server/index.ts';
import { startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

/** A model that is loaded with this context, which is half of what it could have. */
const model = (id: string, loadedContext: number): FakeModel => ({
  id,
  type: 'llm',
  loaded: true,
  contextLength: 2 * loadedContext,
});
/** About 50 model tokens in 225 characters. */
const sentence = 'the quick brown fox jumps over the lazy dog. '.repeat(5);

test('a prompt that fills the context of its model is refused, whoever says how long that is', async () => {
  const models = [model('short', 512), model('shortened', 8192), model('long', 8192)];
  const config = '[[models]]\nname = "shortened"\ncontext_length = 512\n';
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  const client = await rig.client();
  const prompt = sentence.repeat(12);
  for (const name of ['short', 'shortened']) {
    await expect(client.request({ model: name, prompt })).rejects.toMatchObject({
      code: 'NETWORK_REFUSED',
      refusal: 'Request exceeds the limits of this executor',
    });
  }
  expect((await client.request({ model: 'long', prompt })).content).not.toBe('');
  expect(rig.backend.chats).toHaveLength(1);
});

test('an answer may be as long as the prompt leaves room, and the backend is told so', async () => {
  const rig = await startExecutorRig({ models: [model('short', 512)] });
  await rig.state('serving');
  const client = await rig.client();
  let nonce = 0n;
  const limitOf = async (prompt: string, limit: { maxOutboundTokens?: number } = {}) => {
    await client.request({ model: 'short', prompt, nonce: ++nonce, ...limit });
    return (rig.backend.chats.at(-1)?.body as { max_tokens?: number } | undefined)?.max_tokens;
  };
  const room = await limitOf(sentence.repeat(8));
  expect(room).toBeGreaterThan(50);
  expect(room).toBeLessThan(150);
  expect(await limitOf(sentence.repeat(8), { maxOutboundTokens: 4000 })).toBe(room);
  expect(await limitOf(sentence, { maxOutboundTokens: 20 })).toBe(20);
});

test('each model refuses an offer below its own price, and no other', async () => {
  const models = [model('cheap', 8192), model('dear', 8192)];
  const prices = (inbound: string, outbound: string) =>
    `inbound_price = "${inbound}"\noutbound_price = "${outbound}"\n`;
  const config = `[[models]]\nname = "cheap"\n${prices('0.0001', '0.0002')}[[models]]\nname = "dear"\n${prices('0.0003', '0.0005')}`;
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  const client = await rig.client();
  let nonce = 0n;
  const offer = (name: string, inbound: bigint, outbound: bigint) =>
    client
      .request({
        model: name,
        prompt: 'hello',
        nonce: ++nonce,
        inboundPriceWei: inbound * 10n ** 14n,
        outboundPriceWei: outbound * 10n ** 14n,
      })
      .then(
        () => 'answered',
        (error: { code: string }) => error.code,
      );
  expect(await offer('cheap', 1n, 2n)).toBe('answered');
  expect(await offer('cheap', 1n, 1n)).toBe('NETWORK_REQUEST_FAILED');
  expect(await offer('dear', 1n, 2n)).toBe('NETWORK_REQUEST_FAILED');
  expect(await offer('dear', 2n, 5n)).toBe('NETWORK_REQUEST_FAILED');
  expect(await offer('dear', 3n, 5n)).toBe('answered');
  await eventually(async () => (await rig.call('admission.get', {})).outcomes.VALIDATION_PRICE_TOO_LOW === 3);
});
