import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ExecutorError, isExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { GB } from '../../../../../core/inference/resources/index.ts';
import { startResourceRig } from '../../../../utils/resource-rig.ts';

const ids = ['a', 'b', 'c'] as const;
const model = fc.constantFrom(...ids);
const failure = fc.constantFrom(undefined, undefined, new ExecutorError('BACKEND_FAILED', { reason: 'x' }));
const step = fc.oneof(
  fc.record({ do: fc.constant('acquire' as const), model }),
  fc.record({ do: fc.constant('load' as const), model }),
  fc.record({ do: fc.constant('unload' as const), model }),
  fc.record({ do: fc.constant('release' as const), at: fc.nat(20) }),
  fc.record({ do: fc.constant('abort' as const), at: fc.nat(20) }),
  fc.record({ do: fc.constant('others' as const), gb: fc.integer({ min: 0, max: 12 }) }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 50, max: 5000 }) }),
);

it('keeps its promises whatever happens in whatever order', async () => {
  const plan = { steps: fc.array(step, { maxLength: 25 }), errors: fc.array(failure, { maxLength: 4 }) };
  await fc.assert(
    fc.asyncProperty(fc.record(plan), async ({ steps, errors }) => {
      const sizes = { a: 7, b: 6, c: 10 };
      const rig = await startResourceRig({
        models: {
          a: { gb: sizes.a, loadMs: 700, loadErrors: [...errors] },
          b: { gb: sizes.b, loadMs: 3000 },
          c: { gb: sizes.c },
        },
        budget: { maxMemoryBytes: 14 * GB },
      });
      const { loads, computer, manager } = rig;
      const signal = new AbortController().signal;
      const held: { release(): unknown }[] = [];
      const open: AbortController[] = [];
      const ends: Promise<unknown>[] = [];
      let ended = 0;
      let taken = 0;
      const unexpected: unknown[] = [];
      const byOwner: string[] = [];
      let wrong = 0;
      let most = 0;
      const { onMemory } = loads;
      loads.onMemory = (id, isIn, how) => {
        if (!isIn && !byOwner.includes(id) && (loads.find(id)?.inUse ?? 0) > 0) wrong += 1;
        onMemory(id, isIn, how);
        const inMemory = ids.filter((one) => (one === id ? isIn : loads.find(one)?.state === 'loaded'));
        most = Math.max(
          most,
          inMemory.reduce((sum, one) => sum + sizes[one], 0),
        );
      };
      const note = (work: Promise<unknown>) => {
        const end = work
          .catch((error: unknown) => {
            const isOurs = isExecutorError(error) && /^(RESOURCE|BACKEND)_/.test(error.code);
            if (!isOurs && error !== 'left') unexpected.push(error);
          })
          .finally(() => {
            ended += 1;
          });
        ends.push(end);
      };
      for (const one of steps) {
        if (one.do === 'acquire') {
          const abort = new AbortController();
          open.push(abort);
          note(rig.acquire(one.model, abort.signal).then((lease) => held.push(lease)));
        } else if (one.do === 'load') note(manager.load(one.model, signal));
        else if (one.do === 'unload') {
          byOwner.push(one.model);
          const end = () => byOwner.splice(byOwner.indexOf(one.model), 1);
          note(loads.unload(one.model, { signal }).finally(end));
        } else if (one.do === 'release') held.splice(one.at % Math.max(1, held.length), 1)[0]?.release();
        else if (one.do === 'abort') open[one.at % Math.max(1, open.length)]?.abort('left');
        else if (one.do === 'others') {
          computer.take(0, (one.gb - taken) * GB);
          taken = one.gb;
        } else await rig.pass(one.ms);
        await rig.settle();
      }
      // Two minutes of waiting, and the loads.
      for (let turn = 0; turn < 70 && ended < ends.length; turn += 1) await rig.pass(2000);
      expect([ended, unexpected, wrong]).toEqual([ends.length, [], 0]);
      expect(most).toBeLessThanOrEqual(14);
      for (const lease of held) for (const _ of [1, 2]) lease.release();
      expect(loads.list().map(({ inUse }) => inUse)).toEqual([0, 0, 0]);
      await manager.stop();
    }),
    { numRuns: 200 },
  );
}, 60_000);
