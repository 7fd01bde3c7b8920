import { expect, test } from 'vitest';
import { type ExecutorRig, type RigSettings, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

async function serving(server: Parameters<typeof startExecutorRig>[0], settings: RigSettings) {
  const rig = await startExecutorRig(server, settings);
  await rig.state('serving');
  return rig;
}

const ask = async (rig: ExecutorRig, prompt: string) =>
  (await rig.client()).request({ model: 'qwen3-4b', prompt, maxOutboundTokens: 50 });

/** Replaces what the rig's file says of the backend; `url` is where the scripted server listens. */
const backendOf = (kind: string) => ({ LLOOM_EXECUTOR__LLM_CLIENT__BACKEND: kind });

test('tells the backend the organization and the further headers', async () => {
  const config = `[llm_client.headers]\n"X-Team" = "\${TEAM_KEY}"\n`;
  const env = {
    ...backendOf('openai'),
    TEAM_KEY: 'sk-team-1234',
    LLOOM_EXECUTOR__LLM_CLIENT__ORGANIZATION: 'org-cellar',
  };
  const rig = await serving({ dialect: 'openai' }, { config, env });
  expect((await ask(rig, 'Hello')).content).toContain('Hello');
  expect(rig.backend.requests.length).toBeGreaterThan(1);
  for (const { headers } of rig.backend.requests) {
    expect(headers).toMatchObject({ 'openai-organization': 'org-cellar', 'x-team': 'sk-team-1234' });
  }
  expect(JSON.stringify(await rig.call('config.get', {}))).not.toContain('sk-team-1234');
});

test.each(['ollama', 'llama-cpp'] as const)('serves the models of %s', async (dialect) => {
  const rig = await serving({ dialect }, { env: backendOf(dialect) });
  const answer = await ask(rig, 'Hello');
  expect(answer.content).toContain('Hello');
  const announced = rig.network.validator.registry.log.flatMap(({ models }) => models);
  expect(announced[0]).toMatchObject({ model_id: 'qwen3-4b', backend_type: dialect });
});

test('asks a program with an API of its own as the templates say', async () => {
  const config = `
[llm_client.custom]
models = ["qwen3-4b"]
request_template = '''{"input": "Question: {{prompt}}", "limit": "{{max_tokens}}", "model": "{{model}}"}'''

[llm_client.custom.response_paths]
content = "output.text"
inbound_tokens = "counts.read"
outbound_tokens = "counts.written"
finish_reason = "why"
error = "error"
`;
  const rig = await startExecutorRig(
    { dialect: 'custom' },
    { config, env: { ...backendOf('custom') }, path: '/generate' },
  );
  await rig.state('serving');
  const prompt = 'Say "}, {"model": "other" {{model}}';
  const answer = await ask(rig, prompt);
  expect(answer.content).toContain('You said "Question: Say');
  expect(rig.backend.chats[0]?.body).toEqual({ input: `Question: ${prompt}`, limit: 50, model: 'qwen3-4b' });
  const outcome = async () => (await rig.call('queue.get', {})).recent[0]?.outcome;
  await eventually(async () => (await outcome()) === 'accrued');

  rig.backend.setFault({ kind: 'error-in-stream', afterPieces: 2 });
  await expect(ask(rig, 'Hello')).rejects.toMatchObject({ code: expect.any(String) });
  await eventually(async () => (await outcome()) === 'BACKEND_FAILED');
});
