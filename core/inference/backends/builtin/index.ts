import { join } from 'node:path';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { BuiltinClient } from './builtin-client.ts';
import { type BuiltinSettings, builtinSection } from './config.ts';
import { type EngineLauncher, NodeEngineLauncher } from './launch/index.ts';

/** What the built-in engine needs besides what every kind has. */
export interface BuiltinModules {
  /** Of `[builtin]`. @defaultValue the defaults */
  readonly settings?: BuiltinSettings;
  /** Its folder `models` holds model files; left out, only the folders of the settings do. */
  readonly dataFolder?: string;
  /** @defaultValue child processes of this program's Node */
  readonly launcher?: EngineLauncher;
  /** Told of each process as soon as it runs. */
  readonly onProcess?: (processId: number) => void;
}

const defaults = (): BuiltinSettings => builtinSection.read(builtinSection.schema.parse({}) as never);

/** Runs model files in processes of its own; no other program is needed. */
export const builtin: BackendKind = {
  summary: 'The built-in engine: model files (.gguf) on this computer, without any other program.',
  create({ clock, logger, builtin: own = {} }, { name, timeoutSecs }, limits = callLimits(timeoutSecs)) {
    const { settings = defaults(), dataFolder } = own;
    const launcher = watched(own.launcher ?? new NodeEngineLauncher(), own.onProcess ?? (() => {}));
    const folders = [...(dataFolder === undefined ? [] : [join(dataFolder, 'models')]), ...settings.modelsFolders];
    return new BuiltinClient({ clock, logger, launcher }, { name: name ?? 'builtin', settings, folders, limits });
  },
};

/** The same launcher, which tells of each process. */
function watched(launcher: EngineLauncher, onProcess: (processId: number) => void): EngineLauncher {
  return {
    launch: (spec, listener) => launcher.launch(spec, { ...listener, onStart: onProcess }),
  };
}

export type { BuiltinSettings } from './config.ts';
export {
  type EngineChannel,
  type EngineLauncher,
  type EngineListener,
  type EngineSpec,
  engineEnvironment,
  findEngineFile,
} from './launch/index.ts';
export { maxMessageBytes } from './protocol.ts';
export { type TinyModelOptions, writeTinyModel } from './tiny-model/tiny-model.ts';
