import { join } from 'node:path';
import { app } from 'electron';
import { systemClock } from '../../../core/foundation/clock.ts';
import { ExecutorError } from '../../../core/foundation/errors/index.ts';
import { createLogger } from '../../../core/operations/logging/index.ts';
import { Application } from '../../../electron/application.ts';
import type { LaunchedExecutor } from '../../../electron/executor-host/index.ts';
import { declareAppProtocol, guardContents } from '../../../electron/security/index.ts';
import { createFakeControlTarget, type FakeControlTarget } from '../../fakes/control-target.ts';
import { type SceneName, scenes } from '../../fakes/scenes.ts';

/** What a test reaches in the main process as `globalThis.mocked`. */
export interface MockedMain {
  /** The faked executor that runs now. */
  control: FakeControlTarget;
  /** The situation in which the next executor starts; `failed` lets it not start. */
  next: SceneName | 'failed';
}

const mocked: MockedMain = { control: createFakeControlTarget(), next: 'serving' };
Object.assign(globalThis, { mocked });

/** Starts a faked executor; each start is another one, as with the real one. */
const launchFake = (demo: boolean) => async (): Promise<LaunchedExecutor> => {
  if (!demo && mocked.next === 'failed') throw new ExecutorError('NETWORK_PORT_TAKEN', { port: 4001 });
  const scene = scenes[mocked.next === 'failed' ? 'serving' : mocked.next](Date.now());
  const config = demo ? { ...scene.config, file: null, sections: [], keys: [] } : scene.config;
  mocked.control = createFakeControlTarget({ scene: { ...scene, config, status: { ...scene.status, demo } } });
  let end = () => {};
  const stopped = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { executor: mocked.control, dataFolder: 'none', stop: async () => end(), stopped };
};

declareAppProtocol();
guardContents(app);
const application = new Application(
  {
    clock: systemClock,
    logger: createLogger({ level: 'info', destination: 'stderr', pretty: true }),
    launch: launchFake(false),
    launchDemo: launchFake(true),
  },
  {
    appFolder: process.cwd(),
    userFolder: app.getPath('userData'),
    configFile: join(app.getPath('userData'), 'config.toml'),
    testRuntime: false,
  },
);
app
  .whenReady()
  .then(() => application.start())
  .catch((error) => application.fail(error));
