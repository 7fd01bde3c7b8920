import { expect, it, onTestFinished } from 'vitest';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import { anyPlan, IdleUnload } from '../../../../../../core/inference/models/index.ts';
import { createLoadsRig, type LoadsRig } from '../../../../../utils/loads-rig.ts';

const staying = new Set<string>();

async function start(rig: LoadsRig, unloadAfterIdleSecs: number): Promise<IdleUnload> {
  const { clock, loads } = rig;
  const mayGo = (id: string) => !staying.has(id);
  const idle = new IdleUnload({ clock, logger: silentLogger, loads, mayGo }, { unloadAfterIdleSecs });
  onTestFinished(() => idle.stop());
  await idle.start();
  return idle;
}

/** Loads it by our own command. */
async function load(rig: LoadsRig, id: string): Promise<void> {
  const loading = rig.loads.load(id, anyPlan, { signal: new AbortController().signal });
  await rig.settle();
  rig.program.pending.at(-1)?.succeed();
  await loading;
}

const unloads = (rig: LoadsRig) => rig.program.commands.filter((command) => command.startsWith('unload'));

it('unloads what is ours after the time without a use, and never while it is in use', async () => {
  const rig = createLoadsRig({ a: 'not-loaded', owner: 'loaded' });
  await start(rig, 10);
  await load(rig, 'a');
  rig.clock.advance(9000);
  const end = rig.loads.use('a');
  rig.clock.advance(60_000);
  expect(unloads(rig)).toEqual([]);
  end();
  rig.clock.advance(9000);
  expect(unloads(rig)).toEqual([]);
  rig.clock.advance(2000);
  await rig.settle();
  expect(unloads(rig)).toEqual(['unload a']);
});

it('keeps everything with 0, and what is to stay', async () => {
  const rig = createLoadsRig({ a: 'not-loaded', b: 'not-loaded' });
  staying.add('b');
  const idle = await start(rig, 0);
  await load(rig, 'a');
  await load(rig, 'b');
  rig.clock.advance(1e9);
  expect(unloads(rig)).toEqual([]);
  idle.configure({ unloadAfterIdleSecs: 1 });
  rig.clock.advance(1000);
  await rig.settle();
  expect(unloads(rig)).toEqual(['unload a']);
});

it('tries again after the same time when the program does not let go', async () => {
  const rig = createLoadsRig({ a: 'not-loaded' });
  await start(rig, 10);
  await load(rig, 'a');
  rig.clock.advance(10_000);
  await rig.settle();
  rig.program.pending.at(-1)?.fail();
  await rig.settle();
  rig.clock.advance(9000);
  await rig.settle();
  expect(unloads(rig)).toEqual(['unload a']);
  rig.clock.advance(2000);
  await rig.settle();
  expect(unloads(rig)).toEqual(['unload a', 'unload a']);
});
