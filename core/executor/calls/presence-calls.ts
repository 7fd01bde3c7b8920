import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';
import { pending } from './pending.ts';

type Calls = Pick<ControlHandlers, 'presence.get' | 'presence.override'>;

export function presenceCalls(_modules: ExecutorModules): Calls {
  return {
    'presence.get': () => pending('presence.get'),
    'presence.override': () => pending('presence.override'),
  };
}
