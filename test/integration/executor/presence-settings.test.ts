import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createFakeKernel } from '../../fakes/hardware/index.ts';
import { eventually } from '../../utils/network.ts';
import { type PresenceRig, startPresenceRig } from '../../utils/presence-rig.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

const model = 'qwen3-4b';
const fast = 'resume_after_secs = 0\nload_debounce_secs = 0\n';

const ask = async (rig: PresenceRig, prompt = 'Hello') => (await rig.client()).request({ model, prompt });

/** Serves, and is seen to. */
async function serving(rig: PresenceRig) {
  await rig.state('serving');
  expect((await ask(rig)).content).toContain('Hello');
}

test('pauses for nothing while enabled is false, and at once when it is true again', async () => {
  const rig = await startPresenceRig(`enabled = false\n${fast}`);
  await rig.state('serving');
  await rig.game('eldenring.exe');
  await serving(rig);
  expect(await rig.presence()).toMatchObject({ enabled: false, state: 'off', line: null });

  await rig.set({ enabled: true });
  await rig.until('paused');
  await rig.state('paused');
  await expect(ask(rig)).rejects.toMatchObject({ code: expect.any(String) });
  expect((await rig.call('status.get', {})).presenceLine).toMatch(/^Paused: Elden Ring is running/);

  await rig.set({ enabled: false });
  await serving(rig);
});

test('pauses for a game of games unless pause_for_games is false', async () => {
  const rig = await startPresenceRig(`games = ["My Own Game.EXE"]\n${fast}`);
  await rig.state('serving');
  await rig.game('my own game.exe');
  const { cause } = await rig.until('paused');
  expect(cause).toMatchObject({ signal: 'game', subject: 'My Own Game', reason: 'My Own Game is running' });
  await rig.set({ pause_for_games: false });
  await serving(rig);
});

test('does not pause for what stands in exclude', async () => {
  const rig = await startPresenceRig(fast);
  await rig.state('serving');
  await rig.game('eldenring.exe');
  await rig.until('paused');
  await rig.set({ exclude: ['EldenRing.exe'] });
  await serving(rig);
  expect((await rig.presence()).signals.find(({ signal }) => signal === 'game')).toMatchObject({ state: 'quiet' });
});

test('pauses for a program that fills the screen unless pause_for_full_screen is false', async () => {
  const rig = await startPresenceRig(fast);
  await rig.state('serving');
  rig.xprop.show({ name: 'supertux2', fillsScreen: true });
  const { cause } = await rig.until('paused');
  expect(cause).toMatchObject({ signal: 'full-screen', reason: 'supertux2 fills the screen' });
  await rig.set({ pause_for_full_screen: false });
  await serving(rig);
});

test('pauses for GPU load of others from other_gpu_load_percent on, after load_debounce_secs', async () => {
  const rig = await startPresenceRig('resume_after_secs = 0\nload_debounce_secs = 0.5\nother_gpu_load_percent = 50', {
    gpus: [{ loadPercent: 90 }],
  });
  const { cause, steps } = await rig.until('paused');
  expect(cause).toMatchObject({ signal: 'gpu-load', reason: 'other programs use the GPU' });
  expect((steps[0]?.atMs ?? 0) - (cause?.sinceMs ?? 0)).toBeGreaterThanOrEqual(495);
  await rig.set({ other_gpu_load_percent: null });
  await serving(rig);
});

test('pauses for video memory of others from other_gpu_memory_gb on', async () => {
  const processes = [{ pid: 4_000_001, program: '/opt/blender', memoryMebibytes: 6000, type: 'G' as const }];
  const rig = await startPresenceRig(`${fast}other_gpu_memory_gb = 4`, { gpus: [{ processes }] });
  const { cause } = await rig.until('paused');
  expect(cause).toMatchObject({ signal: 'gpu-memory', reason: 'blender needs the video memory' });
  await rig.set({ other_gpu_memory_gb: 12 });
  await serving(rig);
});

test('pauses while the owner uses the same backend with pause_for_backend_use, and unloads nothing', async () => {
  const rig = await startPresenceRig(`${fast}pause_for_backend_use = true`, {
    server: { dialect: 'llama-cpp', router: true },
    flags: { 'llm_client.backend': 'llama-cpp' },
  });
  await serving(rig);
  rig.backend.setFault({ kind: 'slow-first-token', delayMs: 600_000 }, 1);
  const leaving = new AbortController();
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'mine' }], stream: true });
  const own = fetch(`${rig.backend.url}/v1/chat/completions`, { method: 'POST', body, signal: leaving.signal });
  own.catch(() => {});
  const { cause, release } = await rig.until('paused');
  expect(cause).toMatchObject({ signal: 'backend-use', reason: expect.stringMatching(/^you are using /) });
  expect(release).toBeNull();
  expect(rig.backend.requests.filter(({ path }) => path === '/models/unload')).toEqual([]);
  leaving.abort();
  await own.then((response) => response.text()).catch(() => {});
  await serving(rig);
});

test('takes a request of a peer under a further name for none of the owner with pause_for_backend_use', async () => {
  const rig = await startPresenceRig(`${fast}pause_for_games = false\npause_for_backend_use = true`, {
    server: { dialect: 'llama-cpp', router: true },
    flags: { 'llm_client.backend': 'llama-cpp' },
    more: `[model_aliases]\nnick = "${model}"\n`,
  });
  await serving(rig);
  // Long enough for two looks.
  rig.backend.setFault({ kind: 'slow-first-token', delayMs: 5000 }, 1);
  await (await rig.client()).request({ model: 'nick', prompt: 'Hello' });
  expect(await rig.presence()).toMatchObject({ cause: null, steps: [] });
});

test('serves only when keyboard and mouse were left alone for idle_secs', async () => {
  const rig = await startPresenceRig(`${fast}idle_secs = 600`);
  rig.desktop.set({ idleMs: 2000 });
  expect((await rig.until('paused')).cause).toMatchObject({ signal: 'input', reason: 'you are at the computer' });
  rig.desktop.set({ idleMs: 600_000 });
  await serving(rig);
});

test('serves only while the session is locked with only_when_locked', async () => {
  const rig = await startPresenceRig(`${fast}only_when_locked = true`);
  rig.desktop.set({ locked: false });
  expect((await rig.until('paused')).cause).toMatchObject({ signal: 'lock' });
  rig.desktop.set({ locked: true });
  await serving(rig);
});

test('pauses on battery with pause_on_battery', async () => {
  const kernel = createFakeKernel(tempFolder());
  kernel.setBattery({ percent: 60, status: 'Discharging' });
  const probed = await startPresenceRig(`${fast}pause_on_battery = true`, {
    launch: { surroundings: { sysRoot: kernel.sysRoot } },
  });
  expect((await probed.until('paused')).cause).toMatchObject({ signal: 'battery' });
  await probed.set({ pause_on_battery: false });
  await serving(probed);
});

test('pauses at max_temperature_c, and not for less', async () => {
  const rig = await startPresenceRig(`${fast}max_temperature_c = 83`, { gpus: [{ temperatureC: 90 }] });
  expect((await rig.until('paused')).cause).toMatchObject({ signal: 'temperature' });
  await rig.set({ max_temperature_c: 110 });
  await serving(rig);
});

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const clock = (inHours: number) => {
  const time = new Date(Date.now() + inHours * 3_600_000);
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
};

test('serves only within schedule: its days, from and to', async () => {
  const hours = (from: number, to: number, days?: string) =>
    `[[presence.schedule]]\nfrom = "${clock(from)}"\nto = "${clock(to)}"\n${days === undefined ? '' : `days = ["${days}"]\n`}`;
  const now = hours(-2, 2);
  const rig = await startPresenceRig(`${fast}${now}`);
  const file = join(rig.dataFolder, 'config.toml');
  const text = readFileSync(file, 'utf8');
  const change = (to: string) => writeFileSync(file, text.replace(now, to));
  await serving(rig);
  // Neither begins today nor yesterday.
  const later = weekdays[(new Date().getDay() + 3) % 7] ?? 'sun';
  for (const away of [hours(-2, 2, later), hours(2, 4), hours(-4, -2)]) {
    change(away);
    const { cause } = await rig.until('paused');
    expect(cause).toMatchObject({
      signal: 'schedule',
      reason: expect.stringMatching(/outside your hours, which begin/),
    });
    change(now);
    await serving(rig);
  }
});

test('waits for debounce_secs before it pauses', async () => {
  const rig = await startPresenceRig(`${fast}debounce_secs = 1.5`);
  await rig.state('serving');
  await rig.game('eldenring.exe');
  const { cause, steps } = await rig.until('paused');
  expect((steps[0]?.atMs ?? 0) - (cause?.sinceMs ?? 0)).toBeGreaterThanOrEqual(1495);
});

test('serves again resume_after_secs after the game has ended', async () => {
  const rig = await startPresenceRig('resume_after_secs = 1');
  await rig.state('serving');
  const game = await rig.game('eldenring.exe');
  await rig.until('paused');
  const endedAtMs = Date.now();
  await game.close();
  const { resumesAtMs, line } = await rig.until('resuming');
  expect(resumesAtMs).toBeGreaterThanOrEqual(endedAtMs + 995);
  expect(line).toBe('Paused: Elden Ring has ended; resumes within 1 s');
  await rig.state('serving');
  expect(Date.now()).toBeGreaterThanOrEqual(endedAtMs + 995);
  await serving(rig);
});

test('gives running requests drain_secs, and hands back the rest', async () => {
  const rig = await startPresenceRig(`${fast}drain_secs = 0.5`);
  await rig.state('serving');
  rig.backend.setFault({ kind: 'slow-first-token', delayMs: 600_000 }, 1);
  const hanging = ask(rig, 'hangs');
  hanging.catch(() => {});
  await eventually(() => rig.backend.chats.length === 1);
  await rig.game('eldenring.exe');
  await expect(hanging).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  await rig.until('paused');
  const { recent } = await rig.call('queue.get', {});
  expect(recent[0]).toMatchObject({ outcome: 'QUEUE_OWNER', chargeWei: '0' });
  const { steps } = await rig.presence();
  const drained = steps.find(({ title }) => title === '0 answers finished, 1 handed back');
  expect((drained?.atMs ?? 0) - (steps[1]?.atMs ?? 0)).toBeGreaterThanOrEqual(495);
});
