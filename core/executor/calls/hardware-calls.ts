import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';
import { pending } from './pending.ts';

type Calls = Pick<ControlHandlers, 'hardware.get'>;

export function hardwareCalls(_modules: ExecutorModules): Calls {
  return {
    'hardware.get': () => pending('hardware.get'),
  };
}
