import { launchExecutor, startDemo } from '../../core/executor/index.ts';
import type { TakenEnvironment } from '../../core/foundation/config/index.ts';
import type { Launch } from './interface.ts';

/** The two executors that the app can run: the owner's, and the demo's with a folder and an identity of its own. */
export function createLaunches(environment: TakenEnvironment): { launch: Launch; launchDemo: Launch } {
  return {
    launch: () => launchExecutor({ face: 'app', environment }),
    launchDemo: () => startDemo({ face: 'app' }),
  };
}
