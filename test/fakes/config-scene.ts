import type { ConfigValue, ConfigView } from '../../core/control/schemas/config.ts';
import { LiveConfig } from '../../core/executor/reload/index.ts';
import { checkConfigText } from '../../core/foundation/config/index.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import { silentLogger } from '../../core/foundation/logger.ts';

/** Every key there is with its default, as an executor with this configuration file tells it. */
export function defaultConfigView(text = ''): ConfigView {
  const source = { file: '/home/owner/.lloom/executor/config.toml', text, env: {}, flags: {} };
  const { config, warnings } = checkConfigText(text, source);
  if (config === null) throw new Error('The text is no valid configuration.');
  const modules = { logger: silentLogger, apply: () => {}, onChange: () => {} };
  return new LiveConfig(modules, { source, config, warnings }).view();
}

/** What setting these keys makes of a view. @throws `CONTROL_DOOR_KEY` as the executor does. */
export function withConfigValues(
  view: ConfigView,
  values: readonly { key: string; value: ConfigValue }[],
  mayOpenDoors: boolean,
): ConfigView {
  const given = new Map(values.map(({ key, value }) => [key, value]));
  const doors = view.keys.filter(({ key, door }) => door && given.has(key)).map(({ key }) => key);
  if (doors.length > 0 && !mayOpenDoors) throw new ExecutorError('CONTROL_DOOR_KEY', { keys: doors });
  const keys = view.keys.map((one): ConfigView['keys'][number] => {
    const value = given.get(one.key);
    if (value === undefined) return one;
    return {
      ...one,
      value: one.secret ? null : (value ?? one.defaultValue),
      isSet: value !== null || one.defaultValue !== null,
      source: value === null ? 'default' : 'file',
      needsRestart: one.reload === 'restart',
    };
  });
  const needsRestart = keys.filter((one) => one.needsRestart).map(({ key }) => key);
  return { ...view, revision: view.revision + 1, keys, needsRestart };
}
