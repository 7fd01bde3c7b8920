import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LlmClient, testBackend } from '../../../../../../core/inference/backends/index.ts';
import { type LlmServer, startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, going, openBackend } from '../../../../../utils/backend.ts';

let server: LlmServer;
let client: LlmClient;
beforeEach(async () => {
  server = await startLlmServer({ dialect: 'lmstudio' });
  client = openBackend(backendSettings('lmstudio', server.url));
});
afterEach(async () => {
  await client.close();
  await server.close();
});
const test = async (model?: string) => {
  const steps = await testBackend(client, { model, signal: going() });
  return steps.map(({ name, ok, problem }) => [name, ok, problem?.code ?? null]);
};

it('makes every step on a program that works', async () => {
  expect(await test()).toEqual([
    ['reach', true, null],
    ['models', true, null],
    ['answer', true, null],
    ['usage', true, null],
    ['abort', true, null],
  ]);
  expect(server.chats.map((chat) => (chat.body as { model: string }).model)).toEqual(['qwen3-4b', 'qwen3-4b']);
});

it('tries the model that was asked for', async () => {
  await test('gemma-3-12b');
  expect(server.chats[0]?.body).toMatchObject({ model: 'gemma-3-12b' });
});

it('ends at the step that fails, with its problem and hint', async () => {
  server.setFault({ kind: 'status', status: 500 });
  expect(await test()).toEqual([
    ['reach', true, null],
    ['models', true, null],
    ['answer', false, 'BACKEND_FAILED'],
  ]);
  expect(await test('no-such-model')).toContainEqual(['models', false, 'BACKEND_MODEL_NOT_FOUND']);
  await server.close();
  expect(await test()).toEqual([['reach', false, 'BACKEND_UNREACHABLE']]);
});

it('says that counts are an estimate where the program states none', async () => {
  server.setFault({ kind: 'no-usage' });
  const steps = await testBackend(client, { signal: going() });
  expect(steps.find((step) => step.name === 'usage')?.detail).toContain('estimate');
});
