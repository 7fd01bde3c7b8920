import type { ConfigValue } from '../control/index.ts';
import type { ExecutorConfig } from '../foundation/config/index.ts';
import { checkConfigText } from '../foundation/config/index.ts';
import type { LiveConfig } from './reload/index.ts';

/**
 * Offers a model to the network or not, from now on and after the next start: in the owner's file, whose other lines stay
 * as they are; without a file, until the end of the program.
 *
 * @throws `CONFIG_NOT_SAVED`, `CONFIG_INVALID`, `CONFIG_UNREADABLE`; nothing was changed then.
 */
export async function setOffered(
  liveConfig: Pick<LiveConfig, 'file' | 'config' | 'set' | 'replace'>,
  name: string,
  enabled: boolean,
): Promise<void> {
  const { config } = liveConfig;
  const index = config.models.findIndex((model) => model.name === name);
  if (liveConfig.file === null) return liveConfig.replace({ ...config, models: withModel(config, name, enabled) });
  const at = index === -1 ? config.models.length : index;
  // A model that nobody wrote about is offered where everything is.
  if (index === -1 && enabled && config.modelDiscovery.enabled) return;
  const own: Record<string, ConfigValue> = index === -1 ? { [`models[${at}].name`]: name } : {};
  if (!enabled || index !== -1) own[`models[${at}].enabled`] = enabled;
  await liveConfig.set(own, { mayOpenDoors: false });
}

function withModel({ models }: ExecutorConfig, name: string, enabled: boolean): ExecutorConfig['models'] {
  if (models.some((model) => model.name === name))
    return models.map((model) => (model.name === name ? { ...model, enabled } : model));
  const [plain] =
    checkConfigText('', { file: '', env: {}, flags: { models: [{ name, enabled }] } }).config?.models ?? [];
  return plain ? [...models, plain] : models;
}
