import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';
import { pending } from './pending.ts';

type Calls = Pick<ControlHandlers, 'backend.doctor' | 'benchmark.run' | 'benchmark.list'>;

export function doctorCalls(_modules: ExecutorModules): Calls {
  return {
    'backend.doctor': () => pending('backend.doctor'),
    'benchmark.run': () => pending('benchmark.run'),
    'benchmark.list': () => pending('benchmark.list'),
  };
}
