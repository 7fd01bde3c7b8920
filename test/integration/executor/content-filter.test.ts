import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ExecutorRig, everything, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

const model = 'qwen3-4b';

async function start(keys: string) {
  const rig = await startExecutorRig({}, { config: `\n[content_filter]\n${keys}\n` });
  await rig.state('serving');
  return { rig, client: await rig.client() };
}

const refusedWith = (refusal: string) => expect.objectContaining({ code: 'NETWORK_REFUSED', refusal });
const books = (rig: ExecutorRig) => rig.call('earnings.rows', { filter: everything, limit: 10 });

test('a prompt or a system prompt that fits a pattern is refused with a fixed text, and counted', async () => {
  const { rig, client } = await start(`enabled = true\nblock_patterns = ['forbidden\\s+fruit', '(?i)apple']`);
  const blocked = refusedWith('Prompt was refused by the content filter of this executor');
  await expect(client.request({ model, prompt: 'the forbidden  fruit' })).rejects.toEqual(blocked);
  await expect(client.request({ model, prompt: 'fruit', systemPrompt: 'an APPLE', nonce: 2n })).rejects.toEqual(
    blocked,
  );
  expect((await client.request({ model, prompt: 'a pear', nonce: 3n })).content).toContain('a pear');
  expect(rig.backend.chats).toHaveLength(1);
  expect(await books(rig)).toHaveLength(1);
  await eventually(async () => (await rig.call('admission.get', {})).outcomes.accrued === 1);
  const { outcomes, blockedByRule } = await rig.call('admission.get', {});
  expect(outcomes).toEqual({ CONTENT_BLOCKED_PROMPT: 2, accrued: 1 });
  expect(blockedByRule).toEqual([
    { rule: expect.stringMatching(/^pattern 1 \(\w{8}\)$/), count: 1 },
    { rule: expect.stringMatching(/^pattern 2 \(\w{8}\)$/), count: 1 },
  ]);
});

test('a prompt that is longer than the limit is refused, one of that length is answered', async () => {
  const { client } = await start('enabled = true\nmax_prompt_length = 5');
  await expect(client.request({ model, prompt: '123456' })).rejects.toEqual(
    refusedWith('Prompt is longer than this executor accepts'),
  );
  expect((await client.request({ model, prompt: '12345', nonce: 2n })).content).toContain('12345');
});

test('an answer that fits a pattern is not sent and void in the books, with its reason', async () => {
  const { rig, client } = await start(`enabled = true\nblock_patterns = ['You said']\nscan_responses = true`);
  await expect(client.request({ model, prompt: 'hello' })).rejects.toEqual(
    refusedWith('Answer was refused by the content filter of this executor'),
  );
  await eventually(async () => (await books(rig))[0]?.state === 'void');
  expect((await books(rig))[0]).toMatchObject({ voidReason: 'CONTENT_BLOCKED_RESPONSE', signature: null });
});

test('answers are not looked through unless that is wanted', async () => {
  const { client } = await start(`enabled = true\nblock_patterns = ['You said']`);
  expect((await client.request({ model, prompt: 'hello' })).content).toContain('hello');
});

test('a filter that is switched off lets everything through', async () => {
  const { client } = await start(`enabled = false\nblock_patterns = ['hello']\nmax_prompt_length = 1`);
  expect((await client.request({ model, prompt: 'hello' })).content).toContain('hello');
});

test('a changed filter holds from the next request on, without a restart', async () => {
  const { rig, client } = await start(`enabled = true\nblock_patterns = ['hello']`);
  const file = join(rig.dataFolder, 'config.toml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`['hello']`, `['bye']`));
  let nonce = 0n;
  const ask = (prompt: string) =>
    client.request({ model, prompt, nonce: ++nonce }).then(
      () => 'answered',
      () => 'refused',
    );
  await eventually(async () => (await ask('bye')) === 'refused');
  expect(await ask('hello')).toBe('answered');
});
