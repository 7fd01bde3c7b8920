import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LloomClient } from '../../core/client/index.ts';
import { appContract } from '../../electron/ipc/contract.ts';
import { findElectron } from '../setup/electron/runtime.ts';
import { projectRoot } from '../setup/system/project.ts';
import type { TrayItem } from '../utils/tray-desktop.ts';
import { type AppRig, startAppRig } from './app-rig.ts';

let rig: AppRig;
let client: LloomClient;
let tray: TrayItem;

beforeAll(async () => {
  rig = await startAppRig({ latencyMs: 300 });
  client = await rig.network.addClient();
  await rig.state('serving');
  tray = await rig.desktop.item();
});
afterAll(() => rig?.close());

let asked = 0;
/** Each asks something else: the same again within a second is a replay. */
const request = async () => {
  const prompt = `Question ${++asked}`;
  const [model] = (await rig.call('models.list', {})).filter(({ served }) => served);
  return client.request({ model: model?.id ?? '', prompt, maxOutboundTokens: 100 });
};

describe('the window', () => {
  it('opens at 1280 × 800, can be made no smaller than 900 × 600, and shows the executor', async () => {
    const [bounds, minimum] = await rig.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows()[0];
      return [window?.getSize(), window?.getMinimumSize()];
    });
    expect(bounds).toEqual([1280, 800]);
    expect(minimum).toEqual([900, 600]);
    await expect.poll(() => rig.window.textContent('h1')).toMatch(/^Serving/);
  });

  it('has nothing of Node or Electron, and one door that cannot be changed', async () => {
    const found = await rig.window.evaluate(`({
      globals: ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) => name in window),
      door: Object.keys(window.lloom),
      changed: (() => { try { window.lloom = 1; window.lloom.call = 2; } catch {} return typeof window.lloom.call; })(),
    })`);
    expect(found).toEqual({ globals: [], door: ['call', 'subscribe'], changed: 'function' });
  });

  it('runs no script but its own', async () => {
    const ran = await rig.window.evaluate(`(async () => {
      const attempts = [
        () => { const s = document.createElement('script'); s.textContent = 'window.ran = "inline"'; document.head.append(s); },
        () => { const d = document.createElement('div'); d.innerHTML = '<img src=x onerror="window.ran=1">'; document.body.append(d); },
        // Later, because the driver's own evaluation is exempt from the policy.
        () => setTimeout(() => eval('window.ran = "eval"')),
        () => setTimeout('window.ran = "text"'),
        () => { const s = document.createElement('script'); s.src = 'data:text/javascript,window.ran=2'; document.head.append(s); },
      ];
      for (const attempt of attempts) { try { attempt(); } catch {} }
      await new Promise((resolve) => setTimeout(resolve, 100));
      return window.ran ?? 'nothing';
    })()`);
    expect(ran).toBe('nothing');
  });

  it('reaches nothing outside, whether the page asks or the session', async () => {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits += 1;
      response.end('reached');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const fromPage = await rig.window.evaluate(`(async () => {
      const fetched = await fetch('${url}').then(() => 'reached', () => 'refused');
      const image = await new Promise((resolve) => {
        const element = new Image();
        element.onload = () => resolve('reached');
        element.onerror = () => resolve('refused');
        element.src = '${url}';
      });
      const socket = await new Promise((resolve) => {
        try {
          const opened = new WebSocket('${url.replace('http', 'ws')}');
          opened.onopen = () => resolve('reached');
          opened.onerror = () => resolve('refused');
        } catch { resolve('refused'); }
      });
      return [fetched, image, socket];
    })()`);
    const fromSession = await rig.app.evaluate(
      ({ session }, url) =>
        session.defaultSession.fetch(url).then(
          () => 'reached',
          (error: Error) => error.message,
        ),
      url,
    );
    server.close();
    expect(fromPage).toEqual(['refused', 'refused', 'refused']);
    expect(fromSession).toContain('BLOCKED');
    expect(hits).toBe(0);
  });

  it('cannot be led elsewhere, opens no windows and gets no permission', async () => {
    const before = rig.window.url();
    const result = await rig.window.evaluate(`(async () => {
      const opened = window.open('https://example.com/') === null;
      location.assign('https://example.com/');
      location.assign('file:///etc/passwd');
      const link = document.createElement('a');
      link.href = 'https://example.com/';
      link.target = '_blank';
      link.click();
      const permissions = await Promise.all([
        Notification.requestPermission(),
        navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state),
        navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted', () => 'denied'),
      ]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { opened, permissions };
    })()`);
    expect(result).toEqual({ opened: true, permissions: ['denied', 'denied', 'denied'] });
    expect(rig.window.url().split('#')[0]).toBe(before.split('#')[0]);
    expect(rig.app.windows()).toHaveLength(1);
  });
});

describe('calls of the window', () => {
  it('are answered by the executor that runs in the app', async () => {
    const status = await rig.call('status.get', {});
    expect(status).toMatchObject({ face: 'app', demo: false, dataFolder: rig.dataFolder });
    expect(await rig.call('shell.get', {})).toMatchObject({
      platform: 'linux',
      tray: true,
      host: { state: 'running' },
      demo: false,
    });
  });

  it.each([
    ['an unknown name', 'files.read', {}, 'CONTROL_UNKNOWN_CALL'],
    ['an event', 'status.changed', {}, 'CONTROL_UNKNOWN_CALL'],
    ['a name of the language', 'constructor', {}, 'CONTROL_UNKNOWN_CALL'],
    ['input of the wrong form', 'pricing.set', { inboundEth: 1 }, 'CONTROL_BAD_INPUT'],
    ['an address in place of a known link', 'links.open', { key: 'https://example.com' }, 'CONTROL_BAD_INPUT'],
    ['an endless text', 'clipboard.copy', { text: 'x'.repeat(70_000) }, 'CONTROL_BAD_INPUT'],
    ['what is not there', 'queue.cancel', { id: 'none' }, 'CONTROL_NOT_FOUND'],
  ])('refuse %s with a code', async (_title, name, input, code) => {
    expect(await rig.tryCall(name, input)).toMatchObject({ ok: false, error: { code } });
  });

  it('are refused when another window makes them, even one that shows the same page', async () => {
    const preload = join(projectRoot, 'out', 'preload', 'preload.cjs');
    const answers = await rig.app.evaluate(async ({ BrowserWindow }, preload) => {
      const webPreferences = { preload, sandbox: true, contextIsolation: true };
      const foreign = new BrowserWindow({ show: false, webPreferences });
      const ask = () => foreign.webContents.executeJavaScript(`window.lloom.call('executor.pause', { mode: 'now' })`);
      await foreign.loadURL('app://lloom/index.html');
      const samePage = await ask();
      await foreign.loadURL('about:blank');
      const otherPage = await ask();
      foreign.destroy();
      return [samePage, otherPage];
    }, preload);
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, error: { code: 'CONTROL_UNTRUSTED_SENDER' } });
    expect((await rig.call('status.get', {})).state).toBe('serving');
  });

  it('do not answer with the private key', async () => {
    const key = readFileSync(join(rig.dataFolder, 'identity_key'), 'utf8').trim().replace(/^0x/, '');
    const queries = Object.entries(appContract).filter(([, entry]) => entry.kind === 'query');
    const range = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    const inputs: Record<string, unknown> = {
      'earnings.get': range,
      'earnings.rows': { filter: range, limit: 500 },
    };
    const answers = await Promise.all(queries.map(([name]) => rig.tryCall(name, inputs[name] ?? {})));
    expect(answers.filter(({ ok }) => !ok)).toEqual([]);
    expect(key).toMatch(/^[0-9a-f]{64}$/i);
    expect(JSON.stringify(answers).toLowerCase()).not.toContain(key.toLowerCase());
    expect(rig.output().toLowerCase()).not.toContain(key.toLowerCase());
  });
});

describe('events of the window', () => {
  it('come at most four times a second each, and the last one holds', async () => {
    await rig.window.evaluate(`window.seen = []; window.stopSeeing = window.lloom.subscribe((name, payload) =>
      window.seen.push({ name, atMs: performance.now(), payload }))`);
    await Promise.all(Array.from({ length: 6 }, () => request()));
    await expect.poll(async () => (await rig.call('queue.get', {})).items.length).toBe(0);
    const held = async () => (await rig.window.evaluate('window.seen')) as Seen[];
    await expect
      .poll(async () => (await held()).findLast(({ name }) => name === 'queue.changed')?.payload)
      .toEqual(await rig.call('queue.get', {}));
    await rig.window.evaluate('window.stopSeeing()');
    const seen = await held();
    expect(new Set(seen.map(({ name }) => name))).toContain('ledger.changed');
    for (const name of new Set(seen.map((one) => one.name))) {
      const times = seen.filter((one) => one.name === name).map(({ atMs }) => atMs);
      for (const [i, atMs] of times.slice(4).entries())
        expect(atMs - (times[i] ?? 0), `${name} came five times in a second`).toBeGreaterThan(900);
    }
  });
});
type Seen = { name: string; atMs: number; payload: unknown };

describe('the tray', () => {
  it('shows state, today’s amount and every choice', async () => {
    const { today } = await rig.call('status.get', {});
    expect(BigInt(today.accruedWei)).toBeGreaterThan(0n);
    const amount = `${(Number(today.accruedWei) / 1e18).toFixed(6)} ETH accrued today`;
    await expect.poll(() => tray.tooltip()).toBe(`Lloom Executor\nServing · 0 running\n${amount}`);
    expect((await tray.menu()).map(({ label, enabled }) => [label, enabled])).toEqual([
      ['Serving · 0 running', false],
      [amount, false],
      [null, true],
      ['Pause after current requests', true],
      ['Stop now', true],
      [null, true],
      ['Open Lloom Executor', true],
      [null, true],
      ['Quit', true],
    ]);
  });

  it('draws the weave of serving, pixel by pixel', async () => {
    expect(await sameAsFile('tray-serving-color-22')).toBe(true);
    expect(await sameAsFile('tray-paused-color-22')).toBe(false);
  });

  it('shows and hides the window by a click', async () => {
    await rig.window.bringToFront();
    expect(await rig.isVisible()).toBe(true);
    await tray.activate();
    await expect.poll(rig.isVisible).toBe(false);
    await tray.activate();
    await expect.poll(rig.isVisible).toBe(true);
  });

  it('pauses after the current request, which is still answered', async () => {
    const answer = request();
    await expect.poll(async () => (await rig.call('status.get', {})).requests.running).toBe(1);
    await expect
      .poll(async () => (await tray.menu()).map(({ label }) => label))
      .toContain('Quit after the current request');
    await tray.choose('Pause after current requests');
    expect((await answer).content).not.toBe('');
    await rig.state('paused');
    await expect.poll(() => tray.tooltip()).toContain('\nPaused\n');
    expect(await sameAsFile('tray-paused-color-22')).toBe(true);
    await expect(request()).rejects.toMatchObject({ code: expect.stringMatching(/^NETWORK_/) });
  });

  it('resumes', async () => {
    await tray.choose('Resume');
    await rig.state('serving');
    expect((await request()).content).not.toBe('');
  });

  it('stops now: the running request is dropped and nothing is charged for it', async () => {
    const before = (await rig.call('status.get', {})).today;
    const answer = request().catch((error: unknown) => error);
    await expect.poll(async () => (await rig.call('status.get', {})).requests.running).toBe(1);
    await tray.choose('Stop now');
    expect(await answer).toBeInstanceOf(Error);
    await rig.state('paused');
    expect((await rig.call('status.get', {})).today).toEqual(before);
    await tray.choose('Resume');
    await rig.state('serving');
  });
});

describe('the app', () => {
  it('hides the window instead of closing it, and goes on serving', async () => {
    await rig.call('window.close', {});
    await expect.poll(rig.isVisible).toBe(false);
    expect((await request()).content).not.toBe('');
  });

  it('is shown by a second start, which ends', async () => {
    const runtime = findElectron();
    const program = join(runtime?.distFolder ?? '', 'electron');
    const args = ['--no-sandbox', '--disable-gpu', '.', `--user-data-dir=${rig.userFolder}`];
    const env = { ...process.env, ...rig.desktop.env, LLOOM_DATA_DIR: rig.dataFolder };
    const second = spawn(program, args, { cwd: projectRoot, env, stdio: 'ignore' });
    const [status] = await once(second, 'exit');
    expect(status).toBe(0);
    await expect.poll(rig.isVisible).toBe(true);
    expect(rig.app.windows()).toHaveLength(1);
  });

  it('remembers the colours', async () => {
    await rig.call('theme.set', { theme: 'dark' });
    expect(await rig.call('shell.get', {})).toMatchObject({ theme: { choice: 'dark', shown: 'dark' } });
    expect(await rig.window.evaluate(`matchMedia('(prefers-color-scheme: dark)').matches`)).toBe(true);
    const settings = JSON.parse(await readFile(join(rig.userFolder, 'settings.json'), 'utf8'));
    expect(settings).toMatchObject({ version: 1, theme: 'dark' });
  });

  it('quits in order: the running request is answered, the network is told, the folder is free', async () => {
    const { identity } = await rig.call('status.get', {});
    const answer = request();
    await expect.poll(async () => (await rig.call('status.get', {})).requests.running).toBe(1);
    const ended = once(rig.app.process(), 'exit');
    await expect
      .poll(async () => (await tray.menu()).map(({ label }) => label))
      .toContain('Quit after the current request');
    await tray.choose('Quit after the current request');
    expect((await answer).content).not.toBe('');
    expect(await ended).toEqual([0, null]);
    const { registry } = rig.network.validator;
    expect(registry.log.findLast((one) => one.executorPeerId === identity.peerId)?.type).toBe('Removal');
    expect(registry.modelsOf(identity.peerId)).toBeNull();
  });
});

/** Compares the tray's picture with a PNG of the repository. */
async function sameAsFile(name: string): Promise<boolean> {
  const { width, argb } = await tray.icon();
  const file = join(projectRoot, 'assets', 'icons', 'tray', `${name}.png`);
  const bgra = await rig.app.evaluate(
    ({ nativeImage }, [file, scaleFactor]) => [...nativeImage.createFromPath(file).toBitmap({ scaleFactor })],
    [file, width / 22] as const,
  );
  // Bitmaps have their colours multiplied by alpha, pictures of the tray have not.
  const differs = bgra.some((value, i) => {
    const pixel = i - (i % 4);
    const alpha = argb[pixel] ?? 0;
    const colour = argb[pixel + 3 - (i % 4)] ?? 0;
    return Math.abs(value - (i % 4 === 3 ? alpha : (colour * alpha) / 255)) > 1.5;
  });
  return bgra.length === argb.length && !differs;
}
