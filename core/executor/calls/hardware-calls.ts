import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';

type Calls = Pick<ControlHandlers, 'hardware.get'>;

export function hardwareCalls({ hardwareScreen }: ExecutorModules): Calls {
  return {
    'hardware.get': () => hardwareScreen.get(),
  };
}
