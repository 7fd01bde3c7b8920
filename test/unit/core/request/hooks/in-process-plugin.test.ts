import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import {
  FilterAction,
  Hooks,
  type Plugin,
  type PluginContext,
  type PluginOptions,
  type PluginResponse,
} from '../../../../../core/request/hooks/index.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { buildCompletion, buildHookedRequest } from '../../../../utils/hooks.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setUp(plugin: Omit<Plugin, 'name'>, options: PluginOptions = {}) {
  const clock = createManualClock();
  const lines: unknown[] = [];
  const logger = { ...silentLogger, info: (...line: unknown[]) => void lines.push(line), child: () => logger };
  const hooks = new Hooks({ clock, logger });
  const undo = hooks.register({ name: 'p', ...plugin }, options);
  const view = () => hooks.plugins()[0];
  return { clock, hooks, lines, undo, view, session: () => hooks.open(buildHookedRequest()) };
}

const never = () => new Promise<never>(() => {});
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a registered plugin', () => {
  it('lets a request pass by returning nothing, and refuses with its reason', async () => {
    const { session, view } = setUp({
      onRequest: ({ requestId }) => (requestId === 'r1' ? FilterAction.reject('not today') : undefined),
    });
    const error = await expectCode(session().accept(), 'PLUGIN_REJECTED');
    expect(error.details).toEqual({ plugin: 'p', hook: 'onRequest', reason: 'not today' });
    expect(view()?.counts).toMatchObject({ asked: 1, rejected: 1, failed: 0 });
    expect(view()?.problem).toBeNull();
    await setUp({ onRequest: () => {} })
      .session()
      .accept();
  });

  it.each<[string, Plugin['onRequest']]>([
    [
      'throws',
      () => {
        throw new Error('the prompt was: Hi');
      },
    ],
    ['returns garbage', (() => 'yes') as never],
  ])('that %s stops the request, or lets it pass when it is declared open', async (_, onRequest) => {
    const closed = setUp({ onRequest: onRequest as NonNullable<Plugin['onRequest']> });
    await expectCode(closed.session().accept(), 'PLUGIN_FAILED');
    expect(closed.view()?.problem).toMatchObject({ code: 'PLUGIN_FAILED' });
    expect(JSON.stringify(closed.view())).not.toContain('prompt was');

    const open = setUp({ onRequest: onRequest as NonNullable<Plugin['onRequest']> }, { onFailure: 'open' });
    await open.session().accept();
    expect(open.view()?.counts.failed).toBe(1);
  });

  it('has its own time limit and is told that nobody waits any more', async () => {
    let context: PluginContext | null = null;
    const onRequest = (given: PluginContext) => {
      context = given;
      return never();
    };
    const { clock, session, view } = setUp({ onRequest }, { timeoutMs: 50 });
    const accepting = session().accept();
    await settled();
    clock.advance(50);
    await expectCode(accepting, 'PLUGIN_TIMEOUT');
    expect((context as PluginContext | null)?.signal.aborted).toBe(true);
    expect(view()?.counts.timedOut).toBe(1);
  });

  it('watches without delaying or failing the request, and its failures are counted', async () => {
    const { clock, session, view } = setUp({
      beforeExecution: never,
      afterExecution: async () => {
        throw new Error('no');
      },
      onVoid: () => {
        throw new Error('no');
      },
    });
    const one = session();
    await one.before();
    expect(await one.after(buildCompletion(), 'backend')).toEqual({ content: 'Hello.', metadata: null });
    one.ended({ outcome: 'void', code: 'QUEUE_TIMEOUT' });
    await settled();
    expect(view()?.counts).toMatchObject({ failed: 2, timedOut: 0 });
    clock.advance(2000);
    await settled();
    expect(view()?.counts).toMatchObject({ failed: 2, timedOut: 1 });
  });

  it('drops and counts what it is too slow to watch', async () => {
    const { clock, session, view } = setUp({ beforeExecution: never });
    for (let i = 0; i < 100; i++) await session().before();
    expect(view()?.counts.dropped).toBe(100 - 64);
    expect(clock.timerCount).toBe(64);
  });

  it('sees the answer frozen, with metadata, charge and source', async () => {
    const seen: PluginResponse[] = [];
    const { hooks, session } = setUp({ onResponse: (_, response) => void seen.push(response) });
    hooks.setTransformer((_, response) => {
      response.content = 'Changed.';
      response.metadata.set('list', [1]);
    });
    const one = session();
    const completion = buildCompletion();
    const { content } = await one.after(completion, 'cache');
    one.ended({ outcome: 'accrued', completion, content, chargeWei: 170n });
    expect(seen).toEqual([
      {
        model: 'm',
        content: 'Changed.',
        inboundTokens: 10,
        outboundTokens: 20,
        totalTokens: 30,
        source: 'cache',
        finishReason: 'stop',
        timeToFirstTokenMs: 5,
        durationMs: 50,
        metadata: { list: [1] },
        chargeWei: 170n,
      },
    ]);
    expect(Object.isFrozen(seen[0]?.metadata.list)).toBe(true);
  });

  it('logs figures, and no text', async () => {
    const { lines, session } = setUp({
      beforeExecution: (context) => context.log({ count: 3, ok: true, prompt: 'Hi', 'Hi there': 1 } as never),
    });
    await session().before();
    expect(lines).toEqual([['Plugin', { requestId: 'r1', count: 3, ok: true }]]);
  });

  it('is gone when it is taken away', async () => {
    const { hooks, session, undo } = setUp({ onRequest: () => FilterAction.reject('no') });
    undo();
    await session().accept();
    expect(hooks.plugins()).toEqual([]);
  });
});
