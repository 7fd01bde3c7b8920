import { describe, expect, it } from 'vitest';
import { type CallResult, type ControlTarget, contract, type EventName } from '../../core/control/index.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import { createFakeControlTarget, type FakeControlTarget } from '../fakes/control-target.ts';

/** A way to reach a running executor, as the suite drives it. */
export interface ControlFace {
  /** Makes one call with input of any form; resolves with the value or the error, as they crossed the border. */
  call(name: string, input: unknown): Promise<CallResult<unknown>>;
  /** Listens to all events until the returned function is called. */
  subscribe(listener: (name: EventName, payload: unknown) => void): Promise<() => void>;
  close(): Promise<void>;
}

/** Input of the right form for every call; the type keeps it complete. */
const goodInputs = {
  'status.get': {},
  'peers.list': {},
  'models.list': {},
  'queue.get': {},
  'admission.get': {},
  'cache.get': {},
  'cache.clear': {},
  'earnings.get': { fromMs: 0, toMs: 9e12 },
  'earnings.rows': { filter: { fromMs: 0, toMs: 9e12, state: 'accrued' }, limit: 10 },
  'pricing.get': {},
  'pricing.set': { inboundEth: '0.0004', outboundEth: '0.0009' },
  'plugins.list': {},
  'config.get': {},
  'config.set': { values: [{ key: 'logging.level', value: 'debug' }] },
  'queue.cancel': { id: 'r-1' },
  'queue.boost': { id: 'r-1' },
  'queue.hold': { id: 'r-1' },
  'queue.release': { id: 'r-1' },
  'executor.pause': { mode: 'finish' },
  'executor.resume': {},
  'executor.shutdown': { mode: 'now' },
  'models.refresh': {},
  'models.load': { id: 'qwen' },
  'models.unload': { id: 'qwen' },
  'models.enable': { id: 'qwen' },
  'models.disable': { id: 'qwen' },
  'models.catalogue': {},
  'models.pulls': {},
  'models.pull': { id: 'qwen' },
  'models.cancelPull': { id: 'qwen' },
  'backend.doctor': { model: 'qwen' },
  'benchmark.run': { id: 'qwen' },
  'benchmark.list': {},
  'hardware.get': {},
  'presence.get': {},
  'presence.override': { mode: 'serve' },
} as const satisfies Record<keyof ControlTarget['handlers'], unknown>;

/**
 * What every face of the control contract does alike.
 *
 * @param name - Of the face, for the titles.
 * @param connect - Puts the face in front of an executor.
 */
export function testControlFace(name: string, connect: (target: FakeControlTarget) => Promise<ControlFace>): void {
  const open = async () => {
    const target = createFakeControlTarget();
    return { target, face: await connect(target) };
  };

  describe(`the control contract through ${name}`, () => {
    it.each(Object.entries(goodInputs))('answers %s as the executor does', async (call, input) => {
      const { target, face } = await open();
      const waits = call !== 'queue.cancel' && call.startsWith('queue.');
      const id = target.scene.queue.items.find((item) => !waits || item.state === 'waiting')?.id;
      const given = 'id' in input ? { id } : input;
      const result = await face.call(call, given);
      expect(result).toMatchObject({ ok: true });
      expect(target.calls).toEqual([{ name: call, input: given }]);
      if (result.ok && call === 'status.get') expect(result.value).toEqual(target.scene.status);
      await face.close();
    });

    it.each([
      ['pricing.set', { inboundEth: 1, outboundEth: '0.001' }, 'inboundEth'],
      ['pricing.set', {}, 'outboundEth'],
      ['executor.pause', { mode: 'later' }, 'mode'],
      ['earnings.rows', { filter: { fromMs: 0, toMs: 1 }, limit: 501 }, 'limit'],
      ['earnings.get', { fromMs: -1, toMs: 1 }, 'fromMs'],
      ['queue.cancel', { id: '' }, 'id'],
      ['config.set', { values: [] }, 'values'],
      ['config.set', { values: [{ key: 'a.b', value: {} }] }, 'values.0.value'],
      ['config.set', { values: [{ key: 'a.b', value: 1 }], mayOpenDoors: true }, '(input)'],
      ['status.get', { more: 1 }, '(input)'],
      ['status.get', null, '(input)'],
      ['status.get', [], '(input)'],
    ])('refuses wrong input of %s and names the field (%j)', async (call, input, field) => {
      const { target, face } = await open();
      const result = await face.call(call, input);
      expect(result).toMatchObject({ ok: false, error: { code: 'CONTROL_BAD_INPUT', details: { call } } });
      if (!result.ok) {
        const problems = result.error.details.problems as { field: string }[];
        expect(problems.map((problem) => problem.field)).toContain(field);
      }
      expect(target.calls).toEqual([]);
      await face.close();
    });

    it.each(['nothing.here', 'status.changed', '__proto__', 'constructor', ''])(
      'refuses the name "%s"',
      async (call) => {
        const { target, face } = await open();
        expect(await face.call(call, {})).toMatchObject({ ok: false, error: { code: 'CONTROL_UNKNOWN_CALL' } });
        expect(target.calls).toEqual([]);
        await face.close();
      },
    );

    it("gives the executor's own error with its details", async () => {
      const { target, face } = await open();
      target.failNext('queue.cancel', new ExecutorError('CONTROL_NOT_FOUND', { id: 'r-9' }));
      expect(await face.call('queue.cancel', { id: 'r-9' })).toEqual({
        ok: false,
        error: new ExecutorError('CONTROL_NOT_FOUND', { id: 'r-9' }).toObject(),
      });
      await face.close();
    });

    it('tells nothing of an error that is not ours', async () => {
      const { target, face } = await open();
      target.failNext('status.get', new Error('path /home/me, prompt text') as never);
      const result = await face.call('status.get', {});
      expect(result).toMatchObject({ ok: false, error: { code: 'INTERNAL_FAULT', details: {} } });
      expect(JSON.stringify(result)).not.toContain('/home/me');
      await face.close();
    });

    it('refuses a key that opens a door, whatever the caller says of itself', async () => {
      const { target, face } = await open();
      const values = [{ key: 'network.listen_address', value: '/ip4/0.0.0.0/tcp/1' }];
      const refusal = { ok: false, error: { code: 'CONTROL_DOOR_KEY', details: { keys: ['network.listen_address'] } } };
      expect(await face.call('config.set', { values })).toMatchObject(refusal);
      expect(target.scene.config.keys.find(({ key }) => key === 'network.listen_address')).toMatchObject({
        source: 'default',
      });
      await face.close();
    });

    it('does not pass on an answer of the wrong form', async () => {
      const { target, face } = await open();
      target.update({ peers: [{ peerId: 5 } as never] });
      expect(await face.call('peers.list', {})).toMatchObject({ ok: false, error: { code: 'CONTROL_BAD_OUTPUT' } });
      await face.close();
    });

    it('answers calls that are made at the same time each with its own value', async () => {
      const { target, face } = await open();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, i) => face.call(i % 2 === 0 ? 'status.get' : 'models.list', {})),
      );
      for (const [i, result] of results.entries())
        expect(result).toEqual({ ok: true, value: i % 2 === 0 ? target.scene.status : target.scene.models });
      await face.close();
    });

    it('tells events until the subscription ends', async () => {
      const { target, face } = await open();
      const seen: [EventName, unknown][] = [];
      let onEvent: () => void = () => {};
      const end = await face.subscribe((event, payload) => {
        expect(contract[event].kind).toBe('event');
        seen.push([event, payload]);
        onEvent();
      });
      const told = new Promise<void>((resolve) => {
        onEvent = resolve;
      });
      target.setStatus({ state: 'paused' });
      await told;
      expect(seen).toEqual([['status.changed', target.scene.status]]);
      end();
      await face.call('status.get', {});
      target.update({ queue: { ...target.scene.queue, maxWaiting: 7 } });
      await face.call('status.get', {});
      expect(seen).toHaveLength(1);
      await face.close();
    });
  });
}
