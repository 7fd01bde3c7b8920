import { describe, expect, it } from 'vitest';
import { ExecutorError, errorTable } from '../../../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import {
  contextKey,
  FilterAction,
  Hooks,
  type RequestContext,
  RequestRejected,
  type ResponseDraft,
} from '../../../../../core/request/hooks/index.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { buildCompletion, buildHookedRequest } from '../../../../utils/hooks.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setUp() {
  const clock = createManualClock();
  return { clock, hooks: new Hooks({ clock, logger: silentLogger }, { timeoutMs: 2000 }) };
}

const never = () => new Promise<never>(() => {});

/** Lets the microtasks run that do not wait for time. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('Hooks', () => {
  it('call filters, handler and plugins in the order of the path', async () => {
    const { hooks } = setUp();
    const seen: string[] = [];
    hooks.register({
      name: 'plugin',
      onRequest: () => void seen.push('plugin.onRequest'),
      beforeExecution: () => void seen.push('plugin.beforeExecution'),
      afterExecution: () => void seen.push('plugin.afterExecution'),
      onResponse: () => void seen.push('plugin.onResponse'),
      onVoid: () => void seen.push('plugin.onVoid'),
    });
    hooks.setTransformer(() => void seen.push('transformer'));
    hooks.setHandler({
      validateRequest: () => void seen.push('validateRequest'),
      beforeExecution: async () => void seen.push('beforeExecution'),
      afterExecution: () => void seen.push('afterExecution'),
    });
    for (const name of ['filter 1', 'filter 2']) {
      hooks.addFilter(async () => {
        seen.push(name);
        return FilterAction.accept;
      });
    }
    const session = hooks.open(buildHookedRequest());
    await session.accept();
    await session.before();
    const answer = await session.after(buildCompletion(), 'backend');
    session.ended({ outcome: 'accrued', completion: buildCompletion(), content: answer.content, chargeWei: 170n });
    session.ended({ outcome: 'void', code: 'QUEUE_TIMEOUT' });
    expect(seen).toEqual([
      'filter 1',
      'filter 2',
      'validateRequest',
      'plugin.onRequest',
      'plugin.beforeExecution',
      'beforeExecution',
      'plugin.afterExecution',
      'afterExecution',
      'transformer',
      'plugin.onResponse',
      'plugin.onVoid',
    ]);
  });

  it('refuse with HOOK_REJECTED what a filter or the handler refuses, and ask nobody after it', async () => {
    const { hooks } = setUp();
    let asked = 0;
    const undo = hooks.addFilter(({ signer }) =>
      signer.startsWith('0xab') ? FilterAction.reject('Client is blocked') : FilterAction.accept,
    );
    hooks.addFilter(() => {
      asked += 1;
      return FilterAction.accept;
    });
    const error = await expectCode(hooks.open(buildHookedRequest()).accept(), 'HOOK_REJECTED');
    expect(error.details).toEqual({ hook: 'filter', reason: 'Client is blocked' });
    expect(asked).toBe(0);

    undo();
    hooks.setHandler({
      validateRequest() {
        throw new RequestRejected('Prompt too long');
      },
    });
    const second = await expectCode(hooks.open(buildHookedRequest()).accept(), 'HOOK_REJECTED');
    expect(second.details).toEqual({ hook: 'validateRequest', reason: 'Prompt too long' });
  });

  it('tell the peer nothing about what they refuse', () => {
    for (const code of ['HOOK_REJECTED', 'HOOK_FAILED', 'HOOK_TIMEOUT', 'PLUGIN_REJECTED'] as const) {
      expect(errorTable[code].peer).toBe('close');
    }
  });

  it('end with HOOK_FAILED what throws, whatever it throws, and keep its words to themselves', async () => {
    const faults: (() => never)[] = [
      () => {
        throw new Error('the prompt was: Hi');
      },
      () => {
        throw 'the prompt was: Hi';
      },
      () => {
        throw new ExecutorError('VALIDATION_STALE');
      },
    ];
    for (const fault of faults) {
      const { hooks } = setUp();
      hooks.setHandler({ validateRequest: fault, beforeExecution: async () => fault(), afterExecution: fault });
      const session = hooks.open(buildHookedRequest());
      for (const ending of [session.accept(), session.before(), session.after(buildCompletion(), 'backend')]) {
        const error = await expectCode(ending, 'HOOK_FAILED');
        expect(JSON.stringify(error.toObject())).not.toContain('prompt was');
      }
    }
  });

  it.each([
    ['nothing', undefined],
    ['a word', 'accept'],
    ['true', true],
    ['another action', { action: 'maybe' }],
  ])('refuse the request of a filter that returns %s', async (_, garbage) => {
    const { hooks } = setUp();
    hooks.addFilter(() => garbage as never);
    await expectCode(hooks.open(buildHookedRequest()).accept(), 'HOOK_FAILED');
  });

  it('stop waiting at the time limit and leave no timer behind', async () => {
    const { clock, hooks } = setUp();
    hooks.addFilter(never);
    const accepting = hooks.open(buildHookedRequest()).accept();
    clock.advance(1999);
    await settled();
    clock.advance(1);
    const error = await expectCode(accepting, 'HOOK_TIMEOUT');
    expect(error.details).toEqual({ hook: 'filter', limitMs: 2000 });
    expect(clock.timerCount).toBe(0);
  });

  it('stop waiting when the request is stopped, with the reason of that', async () => {
    const { clock, hooks } = setUp();
    const abort = new AbortController();
    hooks.setTransformer(never);
    const ending = hooks.open(buildHookedRequest({ signal: abort.signal })).after(buildCompletion(), 'backend');
    abort.abort(new ExecutorError('QUEUE_CLIENT_GONE'));
    await expectCode(ending, 'QUEUE_CLIENT_GONE');
    expect(clock.timerCount).toBe(0);
  });

  it('carry typed values from hook to hook of one request, and no further', async () => {
    const { hooks } = setUp();
    const startTime = contextKey<number>('start_time');
    const sameName = contextKey<number>('start_time');
    const found: (number | undefined)[] = [];
    hooks.setHandler({
      beforeExecution: (context) => context.set(startTime, 42),
      afterExecution: (context) => void found.push(context.get(startTime), context.get(sameName)),
    });
    const first = hooks.open(buildHookedRequest());
    await first.before();
    await first.after(buildCompletion(), 'backend');
    await hooks.open(buildHookedRequest()).after(buildCompletion(), 'cache');
    expect(found).toEqual([42, undefined, undefined, undefined]);
  });

  it('say which request it is', async () => {
    const { hooks } = setUp();
    let context: RequestContext | null = null;
    hooks.addFilter((_, given) => {
      context = given;
      return FilterAction.accept;
    });
    const told = buildHookedRequest();
    await hooks.open(told).accept();
    expect(context).toMatchObject({
      requestId: 'r1',
      model: 'm',
      clientAddress: '0xabcdefabcdefabcdefabcdefabcdefabcdefabcd',
      clientPeerId: 'peer',
      receivedAtMs: 1_700_000_000_000,
    });
    expect((context as RequestContext | null)?.signal).toBe(told.signal);
  });

  it('cannot alter what was signed', async () => {
    const { hooks } = setUp();
    const told = buildHookedRequest();
    const before = structuredClone(told.request);
    hooks.addFilter((request) => {
      request.signature.fill(0);
      expect(() => Object.assign(request.payload, { prompt: 'Other' })).toThrow(TypeError);
      expect(() => Object.assign(request, { signer: '0x00' })).toThrow(TypeError);
      return FilterAction.accept;
    });
    await hooks.open(told).accept();
    expect(told.request).toEqual(before);
  });

  it('change the text and keep metadata, while counts stay the backend’s', async () => {
    const { hooks } = setUp();
    hooks.setHandler({
      afterExecution(_, __, response) {
        response.metadata.set('processing_time_ms', 12);
        response.content += ' Bye.';
        Object.assign(response, { inboundTokens: 1_000_000 });
      },
    });
    hooks.setTransformer((_, response) => {
      response.metadata.set('length', response.content.length);
    });
    const completion = buildCompletion();
    const answer = await hooks.open(buildHookedRequest()).after(completion, 'backend');
    expect(answer).toEqual({ content: 'Hello. Bye.', metadata: '{"processing_time_ms":12,"length":11}' });
    expect(completion).toEqual(buildCompletion());
  });

  it.each<[string, (response: ResponseDraft) => void]>([
    ['content that is no text', (response) => Object.assign(response, { content: { length: 5 } })],
    ['content above 9 MiB', (response) => Object.assign(response, { content: 'é'.repeat(4.6 * 1024 * 1024) })],
    ['metadata above 16 KiB', (response) => response.metadata.set('x', 'x'.repeat(16 * 1024))],
    ['metadata that is no map', (response) => Object.assign(response, { metadata: {} })],
    ['a function as metadata', (response) => response.metadata.set('x', (() => 1) as never)],
    ['a bigint as metadata', (response) => response.metadata.set('x', 1n as never)],
    ['no number as metadata', (response) => response.metadata.set('x', Number.NaN)],
    [
      'a circle as metadata',
      (response) => {
        const circle: unknown[] = [];
        circle.push(circle);
        response.metadata.set('x', circle as never);
      },
    ],
  ])('end with HOOK_FAILED for %s', async (_, spoil) => {
    const { hooks } = setUp();
    hooks.setTransformer((__, response) => spoil(response));
    await expectCode(hooks.open(buildHookedRequest()).after(buildCompletion(), 'backend'), 'HOOK_FAILED');
  });

  it('prepare nothing while none is registered, also after all are taken away', () => {
    const { hooks } = setUp();
    const idle = hooks.open(buildHookedRequest());
    const undo = [hooks.addFilter(() => FilterAction.accept), hooks.setHandler({}), hooks.setTransformer(() => {})];
    expect(hooks.open(buildHookedRequest())).not.toBe(idle);
    for (const one of undo) one();
    expect(hooks.open(buildHookedRequest())).toBe(idle);
  });

  it('keep for a request what was registered when it arrived', async () => {
    const { hooks } = setUp();
    const undo = hooks.setTransformer((_, response) => {
      response.content = 'Changed.';
    });
    const session = hooks.open(buildHookedRequest());
    undo();
    expect((await session.after(buildCompletion(), 'backend')).content).toBe('Changed.');
  });
});
