import { expect, it } from 'vitest';
import { ExecutorError } from '../../../core/foundation/errors/index.ts';
import { SteeredBackend } from '../../fakes/steered-backend.ts';
import { expectCode } from '../../utils/expect-code.ts';
import { eventually } from '../../utils/network.ts';
import { startNodeRig } from '../../utils/node-rig.ts';

const models = [
  { id: 'here', state: 'loaded' as const },
  { id: 'away', state: 'not-loaded' as const },
];

it('loads and unloads on command, and says so at every moment', async () => {
  const backend = new SteeredBackend(models);
  const rig = await startNodeRig(backend);
  const loaded = async () => (await rig.call('status.get', {})).modelsLoaded;
  expect(await loaded()).toEqual(['here']);
  expect(await rig.model('away')).toMatchObject({ state: 'unloaded', canLoad: true, canUnload: false });
  await rig.call('models.load', { id: 'away' });
  expect(await loaded()).toEqual(['here', 'away']);
  await rig.call('models.unload', { id: 'here' });
  expect(await loaded()).toEqual(['away']);
  expect(await rig.model('here')).toMatchObject({ state: 'unloaded' });
  expect(backend.commands).toEqual(['load away', 'unload here']);
  backend.reachable = false;
  await rig.call('models.refresh', {});
  expect(await loaded()).toEqual([]);
});

it('sees what the owner does in the model program, and what requests make it load', async () => {
  const backend = new SteeredBackend(models);
  const rig = await startNodeRig(backend);
  await backend.control.unload('here');
  await rig.call('models.refresh', {});
  expect((await rig.call('status.get', {})).modelsLoaded).toEqual([]);
  expect(await rig.ask('away')).not.toBeNull();
  await eventually(async () => (await rig.call('status.get', {})).modelsLoaded.includes('away'));
  expect((await rig.model('away')).lastUsedAtMs).toBe(rig.clock.nowMs());
});

it('tells why a model could not be loaded', async () => {
  const backend = new SteeredBackend(models);
  const rig = await startNodeRig(backend);
  backend.failure = new ExecutorError('BACKEND_FAILED');
  await expectCode(rig.call('models.load', { id: 'away' }), 'BACKEND_FAILED');
  expect(await rig.model('away')).toMatchObject({ state: 'failed', loadProblem: { code: 'BACKEND_FAILED' } });
  await expectCode(rig.call('models.load', { id: 'nobody' }), 'MODEL_NOT_FOUND');
});

it('lets running requests end before an unload on command', async () => {
  const backend = new SteeredBackend(models);
  const rig = await startNodeRig(backend);
  let open = () => {};
  backend.gate = new Promise((resolve) => {
    open = resolve;
  });
  const answer = rig.ask('here');
  await eventually(() => backend.asked.length === 1);
  const unloading = rig.call('models.unload', { id: 'here' });
  await rig.call('models.refresh', {});
  expect(backend.commands).toEqual([]);
  open();
  expect(await answer).not.toBeNull();
  await unloading;
  expect(backend.commands).toEqual(['unload here']);
});

it('a model that was loaded for requests is unloaded after unload_after_idle_secs without any', async () => {
  const backend = new SteeredBackend(models);
  const rig = await startNodeRig(backend, '[model_discovery]\nunload_after_idle_secs = 60\n');
  await rig.ask('away');
  await rig.ask('here');
  await eventually(async () => (await rig.model('away')).state === 'loaded');
  rig.clock.advance(58_000);
  expect(backend.commands).toEqual(['load away']);
  rig.clock.advance(4000);
  // What was there before any request is the owner's.
  await eventually(async () => (await rig.model('away')).state === 'unloaded');
  expect(backend.commands).toEqual(['load away', 'unload away']);
});

it('a model of preload_models stays, however long nobody asks for it', async () => {
  const backend = new SteeredBackend(models);
  const stay = '[resources.memory]\npreload_models = ["away"]\n';
  const rig = await startNodeRig(backend, `[model_discovery]\nunload_after_idle_secs = 60\n${stay}`);
  await eventually(async () => (await rig.model('away')).state === 'loaded');
  rig.clock.advance(600_000);
  await rig.call('models.refresh', {});
  expect(backend.commands.filter((command) => command.startsWith('unload'))).toEqual([]);
});

it('loads with the context_length and the max_batch_size of the model', async () => {
  const backend = new SteeredBackend(models);
  const rig = await startNodeRig(backend, '[[models]]\nname = "away"\ncontext_length = 2048\nmax_batch_size = 3\n');
  await rig.call('models.load', { id: 'away' });
  expect(backend.loadOptions[0]).toMatchObject({ contextLength: 2048, parallel: 3 });
});
