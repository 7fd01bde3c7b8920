import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExecutorError, isExecutorError } from '../../../../../../core/foundation/errors/index.ts';
import type { ModelInfo } from '../../../../../../core/inference/backends/index.ts';
import { anyPlan } from '../../../../../../core/inference/models/index.ts';
import { createLoadsRig, type LoadsRig } from '../../../../../utils/loads-rig.ts';

const ids = ['a', 'b'] as const;
const id = fc.constantFrom(...ids);
const state = fc.constantFrom<ModelInfo['state']>('loaded', 'loading', 'not-loaded', 'unknown');

type Step = (run: Run) => void;

/** What happens to the loads, and what may be believed of each model. */
class Run {
  readonly rig: LoadsRig = createLoadsRig({ a: 'not-loaded', b: 'unknown' });
  readonly ends: (() => void)[] = [];
  readonly calls = new Set<Promise<void>>();
  readonly controllers: AbortController[] = [];
  readonly uses = new Map<string, number>(ids.map((one) => [one, 0]));
  /** An answer of the program that has not arrived yet. */
  held: Parameters<LoadsRig['loads']['observe']>[0] | null = null;
  readonly unloadedUnderRequests: string[] = [];
  readonly forced = new Map<string, number>(ids.map((one) => [one, 0]));

  constructor() {
    // As the catalog does: whoever wants a look joins the one that is under way.
    const fresh = this.rig.look;
    this.rig.look = () => {
      const { held } = this;
      this.held = null;
      if (held) this.rig.loads.observe(held);
      else fresh();
    };
  }

  call(make: (signal: AbortSignal) => Promise<void>, then: () => void = () => {}): void {
    const controller = new AbortController();
    this.controllers.push(controller);
    const call = make(controller.signal).then(
      () => {},
      (thrown: unknown) => {
        if (!isExecutorError(thrown)) throw thrown;
      },
    );
    this.calls.add(call);
    void call.finally(() => {
      this.calls.delete(call);
      then();
    });
  }
}

const pick = <Item>(items: readonly Item[], at: number): Item | undefined => items[at % Math.max(1, items.length)];

const step: fc.Arbitrary<Step> = fc.oneof(
  id.map(
    (one): Step =>
      (run) =>
        run.call((signal) => run.rig.loads.load(one, anyPlan, { signal })),
  ),
  id.map(
    (one): Step =>
      (run) => {
        run.forced.set(one, (run.forced.get(one) ?? 0) + 1);
        run.call(
          (signal) => run.rig.loads.unload(one, { signal }),
          () => run.forced.set(one, (run.forced.get(one) ?? 0) - 1),
        );
      },
  ),
  id.map(
    (one): Step =>
      (run) =>
        run.call((signal) => run.rig.loads.unload(one, { signal, users: 'wait' })),
  ),
  id.map(
    (one): Step =>
      (run) => {
        const end = run.rig.loads.use(one);
        run.uses.set(one, (run.uses.get(one) ?? 0) + 1);
        let isOpen = true;
        run.ends.push(() => {
          if (isOpen) run.uses.set(one, (run.uses.get(one) ?? 0) - 1);
          isOpen = false;
          end();
        });
      },
  ),
  // Also twice, as code that cleans up does.
  fc.nat().map(
    (at): Step =>
      (run) =>
        pick(run.ends, at)?.(),
  ),
  fc.nat().map(
    (at): Step =>
      (run) =>
        pick(run.rig.program.pending, at)?.succeed(),
  ),
  fc.nat().map(
    (at): Step =>
      (run) =>
        pick(run.rig.program.pending, at)?.fail(),
  ),
  fc.nat().map(
    (at): Step =>
      (run) =>
        pick(run.controllers, at)?.abort(new ExecutorError('QUEUE_CLIENT_GONE')),
  ),
  fc.boolean().map(
    (finishes): Step =>
      (run) => {
        run.rig.program.finishesCalledOff = finishes;
      },
  ),
  fc.tuple(id, state).map(
    ([one, to]): Step =>
      (run) =>
        void run.rig.program.states.set(one, to),
  ),
  id.map(
    (one): Step =>
      (run) =>
        void run.rig.program.states.delete(one),
  ),
  fc.constant<Step>((run) => run.rig.look()),
  fc.constant<Step>((run) => {
    run.held = null;
    run.rig.loads.observe({ backend: 'fake', askedAtMs: run.rig.clock.monotonicMs(), models: null });
  }),
  fc.constant<Step>((run) => {
    run.held ??= { backend: 'fake', askedAtMs: run.rig.clock.monotonicMs(), models: run.rig.program.list() };
  }),
  fc.nat({ max: 3000 }).map(
    (ms): Step =>
      (run) =>
        run.rig.clock.advance(ms),
  ),
);

/** What holds at every moment. `told` says of each model whether its program, or a command since, put it into memory. */
function check(run: Run, told: Map<string, boolean>): void {
  const { loads, program } = run.rig;
  expect(run.unloadedUnderRequests).toEqual([]);
  for (const one of ids) {
    const commands = program.pending.filter(({ model }) => model === one);
    expect(commands.length, 'one change at a time').toBeLessThanOrEqual(1);
    const found = loads.find(one);
    if (!found) continue;
    expect(found.inUse).toBe(run.uses.get(one));
    expect(found.inUse).toBeGreaterThanOrEqual(0);
    expect(found.progress === null || found.state === 'loading').toBe(true);
    expect(found.problem !== null).toBe(found.state === 'failed');
    if (found.state === 'loaded') expect(told.get(one), `${one} is loaded and nobody said so`).toBe(true);
    if (found.ours) expect(['loaded', 'loading', 'unloading', 'unknown']).toContain(found.state);
  }
}

it('no order of commands, failures and changes from outside breaks what the loads promise', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 30, maxLength: 120 }), async (steps) => {
      const run = new Run();
      const told = new Map<string, boolean>();
      const before = new Map<string, string>();
      run.rig.loads.onChange(() => {
        for (const { id: one, state: now, inUse } of run.rig.loads.list()) {
          const begins = now === 'unloading' && before.get(one) !== now;
          if (begins && inUse > 0 && run.forced.get(one) === 0) run.unloadedUnderRequests.push(one);
          before.set(one, now);
        }
      });
      const endedAtMs = new Map<string, number>();
      const { loads, program, clock } = run.rig;
      const observe = loads.observe.bind(loads);
      loads.observe = (look) => {
        for (const one of ids) {
          const model = look.models?.find((listed) => listed.id === one);
          const isStale = look.askedAtMs < (endedAtMs.get(one) ?? 0);
          if (model && model.state !== 'unknown' && !isStale) told.set(one, model.state === 'loaded');
        }
        observe(look);
      };
      const load = program.load.bind(program);
      program.load = async (model, options) => {
        await load(model, options).finally(() => endedAtMs.set(model, clock.monotonicMs()));
        told.set(model, true);
      };
      const unload = program.unload.bind(program);
      program.unload = async (model, options) => {
        await unload(model, options).finally(() => endedAtMs.set(model, clock.monotonicMs()));
        told.set(model, false);
      };
      for (const [act, settles] of steps) {
        // No two things at one instant: real clocks do not stand still either.
        clock.advance(1);
        act(run);
        if (settles) await run.rig.settle();
        check(run, told);
      }
      for (const end of run.ends) end();
      for (let round = 0; round < 50; round += 1) {
        clock.advance(1);
        for (const command of [...program.pending]) command.succeed();
        await run.rig.settle();
        check(run, told);
        if (run.calls.size + program.pending.length === 0) break;
      }
      expect(run.calls.size, 'calls that never end').toBe(0);
      for (const one of ids) expect(loads.find(one)?.state).not.toBe('unloading');
    }),
    { numRuns: 300 },
  );
});
