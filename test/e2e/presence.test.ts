import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startAppRig } from './app-rig.ts';

it("the app tells the rules what Electron's powerMonitor knows, and steps aside by it", async () => {
  const rig = await startAppRig({ app: { env: { LLOOM_EXECUTOR__PRESENCE__ENABLED: undefined } } });
  onTestFinished(() => rig.close());
  await rig.state('serving');
  const signals = async () =>
    new Map((await rig.call('presence.get', {})).signals.map(({ signal, ...view }) => [signal, view]));
  expect((await signals()).get('suspend')).toMatchObject({ watched: true, state: 'quiet' });

  // Nobody has touched this display for less than a day.
  appendFileSync(join(rig.dataFolder, 'config.toml'), '\n[presence]\nidle_secs = 86400\nresume_after_secs = 0\n');
  await rig.state('paused');
  expect((await signals()).get('input')).toMatchObject({
    state: 'active',
    detail: expect.stringMatching(/^Keyboard and mouse were used \d+ s ago\.$/),
  });
  expect((await rig.call('status.get', {})).presenceLine).toMatch(/^Paused: you are at the computer/);
  const tray = await rig.desktop.item();
  await expect.poll(() => tray.tooltip()).toContain('Paused: you are at the computer');

  await rig.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('suspend'));
  await expect.poll(async () => (await signals()).get('suspend')?.state).toBe('active');
  await rig.app.evaluate(({ powerMonitor }) => void powerMonitor.emit('resume'));
  await expect.poll(async () => (await signals()).get('suspend')?.state).toBe('quiet');

  await tray.choose('Serve anyway');
  await rig.state('serving');
  expect((await rig.call('presence.get', {})).state).toBe('held');
});
