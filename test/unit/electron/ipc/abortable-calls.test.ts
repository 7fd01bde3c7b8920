import { describe, expect, it } from 'vitest';
import { createFakeControlTarget } from '../../../fakes/control-target.ts';
import { createFakeApp } from '../../../fakes/lloom-api.ts';

describe('a long call of the window', () => {
  it('is ended by its name and leaves others alone', async () => {
    const control = createFakeControlTarget();
    const app = createFakeApp({ control });
    control.holdLongCalls(true);
    const test = app.api.call('backend.doctor', {});
    const measuring = app.api.call('benchmark.run', { id: 'qwen' });
    await app.api.call('calls.abort', { name: 'backend.doctor' });
    expect(await test).toMatchObject({ ok: false, error: { code: 'BACKEND_ABORTED' } });
    control.holdLongCalls(false);
    expect(await measuring).toMatchObject({ ok: true });
  });

  it('is not ended by the abort of one before it', async () => {
    const app = createFakeApp();
    await app.api.call('calls.abort', { name: 'benchmark.run' });
    expect(await app.api.call('benchmark.run', { id: 'qwen' })).toMatchObject({ ok: true });
  });

  it('has a name that can be ended', async () => {
    const app = createFakeApp();
    const result = await app.api.call('calls.abort', { name: 'executor.pause' as 'backend.doctor' });
    expect(result).toMatchObject({ ok: false, error: { code: 'CONTROL_BAD_INPUT' } });
  });
});
