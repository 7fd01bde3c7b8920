import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { driverOf, writeConfig } from './app-rig.ts';
import { launchApp } from './launch.ts';

/** Every file of a folder with the hash of its bytes. */
const snapshot = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );

it('the demo leaves the data folder of the owner as it is, byte by byte, and the way back leads to the same executor', async () => {
  // No model program and no network: the situation of a newcomer. No tray either.
  const app = await launchApp({
    env: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' },
    prepare: (dataFolder) => writeConfig(dataFolder, '/ip4/127.0.0.1/tcp/9', 'http://127.0.0.1:9'),
  });
  onTestFinished(() => app.close());
  const { call, state } = driverOf(app);
  await state('attention');
  const own = await call('status.get', {});

  await app.window.getByRole('button', { name: 'Try the demo' }).click();
  await app.window.getByText('Demo: nothing here is real.').waitFor();
  await state('serving');
  const before = snapshot(app.dataFolder);
  expect(Object.keys(before).map((file) => file.slice(app.dataFolder.length + 1))).toEqual(
    expect.arrayContaining(['config.toml', 'executor.sqlite', 'identity_key']),
  );
  const made = await call('status.get', {});
  expect(made).toMatchObject({ demo: true, identity: { source: 'memory' } });
  expect(made.identity.peerId).not.toBe(own.identity.peerId);
  expect(made.dataFolder).not.toBe(own.dataFolder);
  for (const address of made.network.listenAddresses) expect(address).toMatch(/^\/ip4\/127\.0\.0\.1\//);

  await vi.waitFor(async () => expect((await call('status.get', {})).today.answers).toBeGreaterThan(0), {
    timeout: 30_000,
  });
  await expect.poll(() => app.window.locator('header').textContent()).toContain('DEMO');
  await app.window.evaluate(`location.hash = '#/pricing'`);
  await call('pricing.set', { inboundEth: '0.0003', outboundEth: '0.0004' });
  expect(snapshot(app.dataFolder)).toEqual(before);

  await app.window.getByRole('button', { name: 'Leave demo' }).click();
  await vi.waitFor(async () => expect((await call('shell.get', {})).demo).toBe(false), { timeout: 20_000 });
  await state('attention');
  expect(await call('status.get', {})).toMatchObject({ demo: false, identity: own.identity, today: { answers: 0 } });
  expect(await call('pricing.get', {})).toMatchObject({ inboundEth: '0.0005', outboundEth: '0.001' });

  // Where no tray could bring the window back, closing it ends the app.
  const ended = once(app.app.process(), 'exit');
  expect(await call('shell.get', {})).toMatchObject({ tray: false });
  // The page may be gone before it has its answer.
  await call('window.close', {}).catch(() => undefined);
  expect(await ended).toEqual([0, null]);
});
