import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withClosing } from '../../utils/live/closing.ts';
import { playGame } from '../../utils/live/presence-scenario.ts';
import { eventually } from '../../utils/network.ts';
import { startPresenceRig } from '../../utils/presence-rig.ts';

// Seconds count here. The figure of a quiet computer is `perf -- presence`; other tests that run meanwhile cost some.
const timed = { retry: 2, timeout: 120_000 };
const busyLimitMs = 10_000;

test(
  'a game in the middle of 20 requests: none is lost, the memory is freed and checked, and serving comes back',
  timed,
  async () => {
    const result = await withClosing((closing) => playGame(closing, { requests: 20, freedAfterUnloadMs: 1000 }));
    expect(result).toMatchObject({ lost: 0, answeredInTheEnd: 20, unloads: 1 });
    expect(result.answered).toBeGreaterThanOrEqual(4);
    expect(result.freedAfterMs).toBeGreaterThan(1000);
    expect(result.freedAfterMs).toBeLessThan(busyLimitMs);
    expect(result.paused.line).toMatch(/^Paused: Elden Ring is running; 11\.5 GB video memory freed in \d\.\d s$/);
    expect(result.paused.release).toMatchObject({ verified: 'freed', stillHeldBytes: 0, heldBy: [] });
    const steps = result.paused.steps.map(({ title }) => title);
    expect(steps).toEqual(expect.arrayContaining(['Game found', 'Stopped accepting', 'Memory freed and checked']));
    expect(result.resumedAfterMs).toBeGreaterThan(995);
  },
);

test('memory that is not freed is told with who holds it', async () => {
  const result = await withClosing((closing) => playGame(closing, { requests: 0, freedAfterUnloadMs: null }));
  expect(result.paused.line).toBe(
    'Paused: Elden Ring is running; lmstudio did not free its memory: 11.5 GB is still held by llmster',
  );
  expect(result.paused.release).toMatchObject({
    verified: 'still-held',
    freedAfterMs: null,
    stillHeldBytes: 11_000 * 2 ** 20,
    heldBy: ['llmster'],
  });
  expect(result).toMatchObject({ freedAfterMs: null, unloads: 1 });
});

test('what was still held and becomes free later is told', async () => {
  const held = (memoryMebibytes: number) => [
    { processes: [{ pid: 4_000_001, program: '/usr/bin/ollama', memoryMebibytes }], memoryUsedMebibytes: 9000 },
  ];
  const rig = await startPresenceRig('', { gpus: held(8000) });
  await rig.state('serving');
  await rig.game('eldenring.exe');
  await eventually(async () => (await rig.presence()).state === 'unloading');
  expect((await rig.presence()).line).toBe('Pausing: Elden Ring is running; freeing video memory');
  await rig.until('paused');
  expect((await rig.presence()).release).toMatchObject({ verified: 'still-held', heldBy: ['ollama'] });
  rig.nvidia.setGpus(held(0));
  // Somebody who looks at the hardware has it looked at.
  await rig.call('hardware.get', {});
  await eventually(async () => (await rig.presence()).release?.verified === 'freed');
});

test('a pause by hand outlives the game, and the rules unload all the same', async () => {
  const rig = await startPresenceRig('resume_after_secs = 0');
  await rig.state('serving');
  await rig.call('executor.pause', { mode: 'finish' });
  await rig.state('paused');
  const game = await rig.game('eldenring.exe');
  await rig.until('paused');
  expect(rig.backend.requests.filter(({ path }) => path.endsWith('/unload'))).toHaveLength(1);
  await game.close();
  await rig.until('watching');
  expect((await rig.call('status.get', {})).state).toBe('paused');
  await rig.call('executor.resume', {});
  await rig.state('serving');
});

test('"serve anyway" serves until the game has ended once, and can be taken back', async () => {
  const rig = await startPresenceRig('resume_after_secs = 0');
  await rig.state('serving');
  const game = await rig.game('eldenring.exe');
  await rig.until('paused');
  await rig.call('presence.override', { mode: 'serve' });
  await rig.state('serving');
  expect(await rig.presence()).toMatchObject({ state: 'held', line: 'Serving anyway: Elden Ring is running' });
  await rig.call('presence.override', { mode: 'follow' });
  await rig.state('paused');
  // The owner's resume means the same.
  await rig.call('executor.resume', {});
  await rig.state('serving');
  await game.close();
  await rig.until('watching');
  await rig.game('eldenring.exe');
  await rig.until('paused');
});

test('what pauses is told to whoever listens', async () => {
  const rig = await startPresenceRig('');
  await rig.state('serving');
  const lines: (string | null)[] = [];
  rig.launched.executor.subscribe((name, payload) => {
    if (name === 'presence.changed') lines.push((payload as { line: string | null }).line);
  });
  await rig.game('eldenring.exe');
  await eventually(() => lines.some((line) => line?.startsWith('Paused: Elden Ring is running') === true));
  expect(readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8')).toContain('[presence]');
});

test('a model of preload_models is loaded again', async () => {
  const rig = await startPresenceRig('resume_after_secs = 0', {
    more: '[resources.memory]\npreload_models = ["qwen3-4b"]',
  });
  await rig.state('serving');
  const game = await rig.game('eldenring.exe');
  await rig.until('paused');
  await game.close();
  await eventually(async () => (await rig.call('status.get', {})).modelsLoaded.includes('qwen3-4b'));
  expect(rig.backend.requests.filter(({ path }) => path === '/api/v1/models/load')).toHaveLength(1);
});

test('models that their program does not load by itself are loaded again', async () => {
  const rig = await startPresenceRig('resume_after_secs = 0', { server: { loadsOnDemand: false } });
  await rig.state('serving');
  const game = await rig.game('eldenring.exe');
  await rig.until('paused');
  const loads = () => rig.backend.requests.filter(({ path }) => path === '/api/v1/models/load');
  expect(loads()).toEqual([]);
  await game.close();
  await rig.state('serving');
  expect(loads()).toHaveLength(1);
  expect((await rig.call('status.get', {})).modelsLoaded).toEqual(['qwen3-4b']);
});
