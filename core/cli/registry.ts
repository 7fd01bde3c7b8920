import type { CliCommand } from './command.ts';
import { admission } from './commands/admission.ts';
import { ask } from './commands/ask.ts';
import { benchmark } from './commands/benchmark.ts';
import { cacheClear } from './commands/cache-clear.ts';
import { cacheShow } from './commands/cache-show.ts';
import { configGet } from './commands/config-get.ts';
import { configReference } from './commands/config-reference.ts';
import { configSet } from './commands/config-set.ts';
import { configShow } from './commands/config-show.ts';
import { configValidate } from './commands/config-validate.ts';
import { demo } from './commands/demo.ts';
import { earnings } from './commands/earnings.ts';
import { hardwareCommand } from './commands/hardware.ts';
import { identityImport } from './commands/identity-import.ts';
import { identityShow } from './commands/identity-show.ts';
import { init } from './commands/init.ts';
import { modelsDisable } from './commands/models-disable.ts';
import { modelsEnable } from './commands/models-enable.ts';
import { modelsList } from './commands/models-list.ts';
import { modelsLoad } from './commands/models-load.ts';
import { modelsPull } from './commands/models-pull.ts';
import { modelsUnload } from './commands/models-unload.ts';
import { pause } from './commands/pause.ts';
import { peersList } from './commands/peers-list.ts';
import { pluginsList } from './commands/plugins-list.ts';
import { presenceFollow } from './commands/presence-follow.ts';
import { presenceServe } from './commands/presence-serve.ts';
import { presenceShow } from './commands/presence-show.ts';
import { pricingSet } from './commands/pricing-set.ts';
import { pricingShow } from './commands/pricing-show.ts';
import { queueBoost } from './commands/queue-boost.ts';
import { queueCancel } from './commands/queue-cancel.ts';
import { queueHold } from './commands/queue-hold.ts';
import { queueList } from './commands/queue-list.ts';
import { queueRelease } from './commands/queue-release.ts';
import { resume } from './commands/resume.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stop } from './commands/stop.ts';
import { testBackendCommand } from './commands/test-backend.ts';
import { wireDecode } from './commands/wire-decode.ts';

/** Every command, in the order of the help. A new one is a file in `commands/` and a line here. */
export const commands: readonly CliCommand[] = [
  init,
  demo,
  start,
  status,
  stop,
  pause,
  resume,
  earnings,
  hardwareCommand,
  modelsList,
  modelsLoad,
  modelsUnload,
  modelsEnable,
  modelsDisable,
  modelsPull,
  peersList,
  pluginsList,
  admission,
  queueList,
  queueCancel,
  queueBoost,
  queueHold,
  queueRelease,
  presenceShow,
  presenceServe,
  presenceFollow,
  cacheShow,
  cacheClear,
  pricingShow,
  pricingSet,
  configValidate,
  configShow,
  configGet,
  configSet,
  configReference,
  identityShow,
  identityImport,
  testBackendCommand,
  benchmark,
  ask,
  wireDecode,
];

/** One sentence for each first word of a command of two words. */
export const commandGroups: Readonly<Record<string, string>> = {
  config: 'The configuration file and what it comes to.',
  cache: 'Answers that are given again.',
  identity: 'The key that signs answers and names this executor.',
  models: 'Models of the backend.',
  peers: 'Peers of the network.',
  plugins: 'Code of yours beside the path of a request.',
  presence: 'How serving steps aside for you.',
  pricing: 'What a model token costs.',
  queue: 'Requests that run or wait.',
  wire: 'Messages of the network.',
};
