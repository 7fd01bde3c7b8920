import type { ControlHandlers } from '../../control/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { modelsView } from '../models-view.ts';
import type { ExecutorModules } from '../modules.ts';
import { setOffered } from '../offered-models.ts';

type Calls = Pick<ControlHandlers, 'models.load' | 'models.unload' | 'models.enable' | 'models.disable'>;

/** What the owner does with a model. */
export function modelCalls(modules: ExecutorModules): Calls {
  const { catalog, pricing, loading, performance, resources, liveConfig } = modules;
  const { loads } = loading;
  const list = () => modelsView({ catalog, pricing, performance, loads, resources: resources.manager });
  const offer = async (id: string, enabled: boolean) => {
    // A name that is only written in the file can be switched on again while its model is away.
    const isKnown = catalog.find(id) !== null || liveConfig.config.models.some(({ name }) => name === id);
    if (!isKnown) throw new ExecutorError('MODEL_NOT_FOUND', { model: id });
    await setOffered(liveConfig, id, enabled);
    return list();
  };
  return {
    'models.load': async ({ id }, { signal }) => {
      await resources.manager.load(catalog.resolve(id), signal);
      return list();
    },
    'models.unload': async ({ id }, { signal }) => {
      await loads.unload(catalog.resolve(id), { signal, users: 'wait' });
      return list();
    },
    'models.enable': async ({ id }) => offer(id, true),
    'models.disable': async ({ id }) => offer(id, false),
  };
}
