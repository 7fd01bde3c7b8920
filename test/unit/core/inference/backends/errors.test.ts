import { describe, expect, it } from 'vitest';
import { upstreamError } from '../../../../../core/inference/backends/errors.ts';
import { isOutOfMemory } from '../../../../../core/inference/resources/index.ts';

describe('an error that a server sent', () => {
  it.each([
    [500, 'model requires more system memory (8.3 GiB) than is available (4.1 GiB)'],
    [500, 'llama runner process has terminated: cudaMalloc failed: out of memory'],
    [null, 'ggml_backend_cuda_buffer_type_alloc_buffer: failed to allocate CUDA0 buffer'],
    [500, 'Failed to load model "q". Error: Model loading was stopped due to insufficient system resources.'],
  ])('with status %s is known as a lack of memory: %s', (status, text) => {
    const error = upstreamError('desk', status, text);
    expect(error).toMatchObject({ code: 'BACKEND_FAILED', details: { backend: 'desk', reason: 'out-of-memory' } });
    expect(isOutOfMemory(error)).toBe(true);
    expect(JSON.stringify(error.details)).not.toContain('model');
  });

  it('about a request is not, whatever the request says', () => {
    const error = upstreamError('desk', 400, 'Bad prompt: "the station ran out of memory"');
    expect([error.code, isOutOfMemory(error)]).toEqual(['BACKEND_REJECTED', false]);
  });
});
