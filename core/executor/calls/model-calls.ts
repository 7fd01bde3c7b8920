import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';
import { pending } from './pending.ts';

type Calls = Pick<ControlHandlers, 'models.load' | 'models.unload' | 'models.enable' | 'models.disable'>;

export function modelCalls(_modules: ExecutorModules): Calls {
  return {
    'models.load': () => pending('models.load'),
    'models.unload': () => pending('models.unload'),
    'models.enable': () => pending('models.enable'),
    'models.disable': () => pending('models.disable'),
  };
}
