import { describe, expect, it } from 'vitest';
import { parseNames, parseV0, parseV1 } from '../../../../../../core/inference/backends/lmstudio/parse-lists.ts';

const v1 = (more: object) => ({ models: [{ type: 'llm', key: 'm', loaded_instances: [], ...more }] });
const instance = (contextLength: unknown) => ({ id: 'm', config: { context_length: contextLength } });

describe('the native list of LM Studio 0.4', () => {
  it('takes the smallest context of several loaded instances', () => {
    const [model] = parseV1(v1({ loaded_instances: [instance(8192), instance(4096), instance(32_768)] })) ?? [];
    expect(model).toMatchObject({ state: 'loaded', loadedContextLength: 4096 });
  });

  it('takes a model with odd fields for what is sure of it', () => {
    const odd = {
      loaded_instances: [instance('many'), null],
      quantization: 4,
      size_bytes: -1,
      max_context_length: '8k',
    };
    expect(parseV1(v1(odd))).toEqual([
      {
        id: 'm',
        state: 'loaded',
        available: true,
        unavailableBecause: null,
        loadedContextLength: null,
        maxContextLength: null,
        architecture: null,
        quantization: null,
        parameters: null,
        features: ['chat', 'completion'],
        sizeBytes: null,
        gpuMemoryBytes: null,
        parallel: null,
      },
    ]);
  });

  it('leaves out embedding models and models without a name', () => {
    expect(parseV1(v1({ type: 'embedding' }))).toEqual([]);
    expect(parseV1(v1({ key: '' }))).toEqual([]);
  });
});

it.each([null, 'x', [], {}, { models: {} }, { models: [{ key: 'm' }] }, { data: [] }])('is not %j', (body) => {
  expect(parseV1(body)).toBeNull();
});

it('tells the list of version 0.3 from names alone', () => {
  const names = { data: [{ id: 'm' }] };
  expect(parseV0(names)).toBeNull();
  expect(parseNames(names)).toHaveLength(1);
  const v0 = { data: [{ id: 'm', type: 'vlm', state: 'loading' }] };
  expect(parseV0(v0)).toMatchObject([{ id: 'm', state: 'loading' }]);
});
