import { onTestFinished } from 'vitest';
import { FakeLoads } from '../fakes/fake-loads.ts';
import { createLoadsRig } from '../utils/loads-rig.ts';
import { createManualClock } from '../utils/manual-clock.ts';
import { modelLoadsCompliance } from './model-loads.ts';

modelLoadsCompliance('the fake', async () => ({ loads: new FakeLoads(createManualClock(), { m: {} }), model: 'm' }));

modelLoadsCompliance('those of the backends', async () => {
  const rig = createLoadsRig({ m: 'not-loaded' });
  // The program obeys at once.
  const obey = () => {
    for (const command of [...rig.program.pending]) command.succeed();
    if (isOpen) setImmediate(obey);
  };
  let isOpen = true;
  onTestFinished(() => {
    isOpen = false;
  });
  obey();
  return { loads: rig.loads, model: 'm' };
});
