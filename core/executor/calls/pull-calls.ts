import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';
import { pending } from './pending.ts';

type Calls = Pick<ControlHandlers, 'models.catalogue' | 'models.pulls' | 'models.pull' | 'models.cancelPull'>;

export function pullCalls(_modules: ExecutorModules): Calls {
  return {
    'models.catalogue': () => pending('models.catalogue'),
    'models.pulls': () => pending('models.pulls'),
    'models.pull': () => pending('models.pull'),
    'models.cancelPull': () => pending('models.cancelPull'),
  };
}
