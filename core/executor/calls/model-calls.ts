import type { ControlHandlers } from '../../control/index.ts';
import { modelsView } from '../models-view.ts';
import type { ExecutorModules } from '../modules.ts';
import { pending } from './pending.ts';

type Calls = Pick<ControlHandlers, 'models.load' | 'models.unload' | 'models.enable' | 'models.disable'>;

/** What the owner does with a model. */
export function modelCalls({ catalog, pricing, loading, performance, resources }: ExecutorModules): Calls {
  const { loads } = loading;
  const list = () => modelsView({ catalog, pricing, performance, loads, resources: resources.manager });
  return {
    'models.load': async ({ id }, { signal }) => {
      await resources.manager.load(catalog.resolve(id), signal);
      return list();
    },
    'models.unload': async ({ id }, { signal }) => {
      await loads.unload(catalog.resolve(id), { signal, users: 'wait' });
      return list();
    },
    'models.enable': () => pending('models.enable'),
    'models.disable': () => pending('models.disable'),
  };
}
