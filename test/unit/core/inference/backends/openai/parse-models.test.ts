import { describe, expect, it } from 'vitest';
import { parseModels, publicId } from '../../../../../../core/inference/backends/openai/parse-models.ts';
import { startLlmServer } from '../../../../../fakes/llm-server/index.ts';
import { backendSettings, buildCompletionRequest, going, openBackend } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';

describe('a list of models', () => {
  it('leaves embedding models out by their names', () => {
    const ids = [
      'llama-3',
      'text-embedding-3-small',
      'nomic-embed-text',
      'BAAI/bge-m3',
      'intfloat/e5-large',
      'qwen-embed',
    ];
    const body = { data: ids.map((id) => ({ id })) };
    expect(parseModels(body)?.map((model) => model.id)).toEqual(['llama-3']);
  });

  it('reads the context length of vLLM', () => {
    const [model] = parseModels({ data: [{ id: 'm', owned_by: 'vllm', max_model_len: 4096 }] }) ?? [];
    expect(model).toMatchObject({ loadedContextLength: 4096, maxContextLength: 4096, state: 'unknown' });
  });

  it.each([null, 17, [], {}, { data: {} }, { data: [1] }, { models: [] }])('is not %j', (body) => {
    expect(parseModels(body)).toBeNull();
  });

  it('keeps at most 1000 models, each once', () => {
    const data = Array.from({ length: 3000 }, (_, index) => ({ id: `m${index % 1500}` }));
    expect(parseModels({ data })).toHaveLength(1000);
  });
});

describe('names that are paths', () => {
  it.each([
    ['/home/anna/models/qwen.gguf', 'qwen.gguf'],
    ['C:\\Users\\anna\\qwen.gguf', 'qwen.gguf'],
    ['./models/qwen.gguf', 'qwen.gguf'],
    ['qwen/qwen3-4b', 'qwen/qwen3-4b'],
  ])('offers %s as %s', (id, offered) => {
    expect(publicId(id)).toBe(offered);
  });

  it('asks the server by the name it uses itself', async () => {
    const path = '/home/anna/models/qwen.gguf';
    const models = [{ id: path, type: 'llm' as const, loaded: true, contextLength: 4096 }];
    const server = await startLlmServer({ dialect: 'openai', models });
    const client = openBackend(backendSettings('openai', server.url));
    const [model] = await client.listModels({ signal: going() });
    expect(model?.id).toBe('qwen.gguf');
    await client.complete(buildCompletionRequest({ model: 'qwen.gguf' }), { signal: going() });
    expect(server.chats[0]?.body).toMatchObject({ model: path });
    await client.close();
    await server.close();
  });
});

it('calls a server that lists nothing of the kind a wrong address', async () => {
  const server = await startLlmServer({ dialect: 'openai' });
  const client = openBackend(backendSettings('openai', server.url));
  server.setFault({ kind: 'garbage-models' });
  await expectCode(client.listModels({ signal: going() }), 'BACKEND_BAD_RESPONSE');
  await client.close();
  await server.close();
});
