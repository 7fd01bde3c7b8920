import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { build } from 'vite';
import { vi } from 'vitest';
import type { ControlScene } from '../../fakes/control-scene.ts';
import type { SceneName } from '../../fakes/scenes.ts';
import { projectRoot } from '../../setup/system/project.ts';
import { launchApp } from '../launch.ts';
import type { MockedMain } from './main.ts';

type Sized = readonly [width: number, height: number];

/** The real window over a faked executor. */
export interface MockedApp {
  readonly app: ElectronApplication;
  readonly window: Page;
  /** Another executor takes over, in this situation. */
  enter(scene: SceneName | 'failed'): Promise<void>;
  /** Changes what the faked executor knows, as if it happened. */
  update(change: Partial<ControlScene>): Promise<void>;
  /** What the faked executor knows now. */
  scene(): Promise<ControlScene>;
  /** Calls of one name that reached the executor, with their input. */
  calls(name: string): Promise<readonly unknown[]>;
  /** Size of the page in CSS pixels; `zoom` 2 shows half of the window's size. */
  resize(size: Sized, zoom?: number): Promise<void>;
  /** Saves what the window shows as PNG, with the pointer out of the way. */
  picture(file: string): Promise<void>;
  close(): Promise<void>;
}

/** Builds the main process of {@link MockedMain} beside the app's own one, each time in a folder of its own. */
async function buildMain(): Promise<string> {
  const outDir = join('out', 'mocked', randomUUID());
  await build({
    root: projectRoot,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join('test', 'e2e', 'mocked', 'main.ts'),
      outDir,
      target: 'node20',
      rolldownOptions: { external: ['electron'], output: { format: 'es', entryFileNames: 'main.js' } },
    },
  });
  return outDir;
}

/** Waits until an expression is true in the page. The page's policy forbids the driver's own way, which uses `eval`. */
const until = (page: Page, expression: string) =>
  vi.waitUntil(() => page.evaluate(expression), { timeout: 15_000, interval: 50 });

/** Builds and starts it. */
export async function launchMockedApp(): Promise<MockedApp> {
  const folder = await buildMain();
  const remove = () => rm(join(projectRoot, folder), { recursive: true, force: true });
  const { app, window, close } = await launchApp({ entry: join(folder, 'main.js') });
  const main = await app.evaluateHandle(() => (globalThis as unknown as { mocked: MockedMain }).mocked);
  return {
    app,
    window,
    close: () => close().finally(remove),
    enter: async (scene) => {
      const before = await window.evaluate('window.lloom.call("shell.get", {}).then(({ value }) => value.instance)');
      await main.evaluate((mocked, next) => {
        mocked.next = next;
      }, scene);
      // The demo and the way back are how one executor takes the place of another.
      await window.evaluate('window.lloom.call("demo.start", {}).then(() => window.lloom.call("demo.stop", {}))');
      await until(
        window,
        `window.lloom.call('shell.get', {}).then(({ value: { instance, demo, host } }) =>
          !demo && (host.state === 'failed' || (host.state === 'running' && instance > ${Number(before)} + 1)))`,
      );
    },
    update: (change) =>
      main.evaluate((mocked, next) => {
        mocked.control.update(next as Partial<ControlScene>);
      }, change as object),
    scene: () => main.evaluate((mocked) => mocked.control.scene),
    calls: (name) =>
      main.evaluate(
        (mocked, wanted) => mocked.control.calls.filter((call) => call.name === wanted).map((call) => call.input),
        name,
      ),
    picture: async (file) => {
      await window.mouse.move(1, 1);
      // A dialog that is still fading in would be half of one.
      await window.evaluate(
        'Promise.all(document.getAnimations().filter(({ effect }) => effect.getTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => {})))',
      );
      await window.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
      // The driver's own pictures do not follow the zoom of the window.
      const png = await app.evaluate(async ({ BrowserWindow }) => {
        const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
        return image?.toPNG().toString('base64') ?? '';
      });
      writeFileSync(file, Buffer.from(png, 'base64'));
    },
    resize: async ([width, height], zoom = 1) => {
      await app.evaluate(
        ({ BrowserWindow }, size) => {
          const [first] = BrowserWindow.getAllWindows();
          first?.setContentSize(size.width, size.height);
          first?.webContents.setZoomFactor(size.zoom);
        },
        { width: width * zoom, height: height * zoom, zoom },
      );
      await until(window, `innerWidth === ${width} && innerHeight === ${height}`);
    },
  };
}
