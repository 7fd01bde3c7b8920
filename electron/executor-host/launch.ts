import { launchExecutor, startDemo } from '../../core/executor/index.ts';
import type { TakenEnvironment } from '../../core/foundation/config/index.ts';
import type { EngineLauncher } from '../../core/inference/backends/index.ts';
import type { PowerWatch } from '../presence/index.ts';
import type { Launch } from './interface.ts';

/**
 * The two executors that the app can run: the owner's, and the demo's with a folder and an identity of its own.
 * Neither is launched before Electron is ready.
 */
export function createLaunches(
  environment: TakenEnvironment,
  { desktop, engineLauncher }: { readonly desktop: PowerWatch; readonly engineLauncher: EngineLauncher },
): { launch: Launch; launchDemo: Launch } {
  return {
    launch: async () => {
      desktop.open();
      return launchExecutor({ face: 'app', environment, desktop, engineLauncher });
    },
    launchDemo: () => startDemo({ face: 'app' }),
  };
}
