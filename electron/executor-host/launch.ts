import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { ShellEnvironment } from '../lifecycle/index.ts';
import type { Launch } from './interface.ts';

/** How the app starts its executors. */
export function createLaunches(_environment: ShellEnvironment): { launch: Launch; launchDemo: Launch } {
  const launch = async () => {
    throw new ExecutorError('EXECUTOR_NOT_RUNNING');
  };
  return { launch, launchDemo: launch };
}
