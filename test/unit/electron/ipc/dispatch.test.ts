import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { appContract } from '../../../../electron/ipc/contract.ts';
import { createDispatch } from '../../../../electron/ipc/create-dispatch.ts';
import { createFakeControlTarget } from '../../../fakes/control-target.ts';
import { createFakeApp } from '../../../fakes/lloom-api.ts';

const isCall = (name: string) => appContract[name as keyof typeof appContract].kind !== 'event';
type Any = (name: string, input: unknown) => Promise<{ ok: boolean; error?: { code: string; details: unknown } }>;

describe('the derived calls', () => {
  it('answers every call of the contract with a value of the promised form', async () => {
    const app = createFakeApp();
    const day = { fromMs: 0, toMs: Date.now() };
    const waiting = { id: app.control.scene.queue.items.find(({ state }) => state === 'waiting')?.id };
    const model = { id: app.control.scene.models[0]?.id };
    const inputs: Record<string, unknown> = {
      'models.load': model,
      'models.unload': model,
      'models.enable': model,
      'models.disable': model,
      'models.pull': model,
      'models.cancelPull': model,
      'benchmark.run': model,
      'presence.override': { mode: 'serve' },
      'calls.abort': { name: 'backend.doctor' },
      'queue.boost': waiting,
      'queue.hold': waiting,
      'queue.release': waiting,
      'earnings.get': day,
      'earnings.rows': { filter: day, limit: 10 },
      'pricing.set': { inboundEth: '0.0004', outboundEth: '0.0009' },
      'config.set': { values: [{ key: 'logging.level', value: 'debug' }] },
      'queue.cancel': { id: app.control.scene.queue.items[0]?.id },
      'executor.pause': { mode: 'finish' },
      'executor.shutdown': { mode: 'now' },
      'links.open': { key: 'network' },
      'clipboard.copy': { text: 'a' },
      'theme.set': { theme: 'dark' },
    };
    for (const name of Object.keys(appContract).filter(isCall)) {
      expect(await (app.api.call as Any)(name, inputs[name] ?? {}), name).toMatchObject({ ok: true });
    }
  });

  it.each(['no.such.call', 'status.changed', 'toString', '__proto__', 7, null])(
    'refuses %j as a call',
    async (name) => {
      const app = createFakeApp();
      expect(await (app.api.call as Any)(name as string, {})).toMatchObject({
        error: { code: 'CONTROL_UNKNOWN_CALL' },
      });
    },
  );

  it('refuses input of the wrong form and names the field but not the value', async () => {
    const app = createFakeApp();
    const answer = await (app.api.call as Any)('queue.cancel', { id: 'secret'.repeat(20) });
    expect(answer).toMatchObject({ error: { code: 'CONTROL_BAD_INPUT', details: { problems: [{ field: 'id' }] } } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(app.control.calls).toEqual([]);
  });

  it('takes no word of the caller for the right to open doors', async () => {
    const app = createFakeApp();
    const key = app.control.scene.config.keys.find(({ door }) => door)?.key ?? '';
    expect(key).not.toBe('');
    const values = [{ key, value: 'x' }];
    for (const input of [
      { values },
      { values, mayOpenDoors: true },
      { values: [{ ...values[0], mayOpenDoors: true }] },
    ])
      expect(await (app.api.call as Any)('config.set', input)).toMatchObject({
        error: { code: expect.stringMatching(/^CONTROL_(DOOR_KEY|BAD_INPUT)$/) },
      });
    expect(app.control.scene.config.keys.find((one) => one.key === key)?.value).not.toBe('x');
  });

  it('does not let an answer of the wrong form through', async () => {
    const { handlers } = createFakeControlTarget();
    const broken = { ...handlers, 'peers.list': async () => [{ peerId: 1 }] };
    const dispatch = createDispatch(broken as never);
    expect(await dispatch('peers.list', {}, { signal: AbortSignal.timeout(1000) })).toMatchObject({
      error: { code: 'CONTROL_BAD_OUTPUT' },
    });
  });

  it('carries an error as its code and hides what was not meant for the window', async () => {
    const app = createFakeApp();
    app.control.failNext('status.get', new ExecutorError('LEDGER_UNAVAILABLE', { file: 'x' }));
    expect(await app.api.call('status.get', {})).toMatchObject({
      error: { code: 'LEDGER_UNAVAILABLE', details: { file: 'x' } },
    });
    const dispatch = createDispatch({
      ...app.control.handlers,
      'status.get': async () => {
        throw new Error('at /home/owner/private');
      },
    } as never);
    const answer = await dispatch('status.get', {}, { signal: AbortSignal.timeout(1000) });
    expect(answer).toMatchObject({ error: { code: 'INTERNAL_FAULT' } });
    expect(JSON.stringify(answer)).not.toContain('private');
  });
});
