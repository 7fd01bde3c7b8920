import { FakeLoads } from '../fakes/fake-loads.ts';
import { createManualClock } from '../utils/manual-clock.ts';
import { modelLoadsCompliance } from './model-loads.ts';

modelLoadsCompliance('the fake', async () => ({ loads: new FakeLoads(createManualClock(), { m: {} }), model: 'm' }));
