import { launchExecutor } from '../../../core/executor/index.ts';
import { takeEnvironment } from '../../../core/foundation/config/index.ts';

/** Process of the executor: the one that `lloom-executor start` runs, on the configuration file of the first argument. */
const launched = await launchExecutor({
  face: 'cli',
  environment: takeEnvironment(process.env),
  configFile: process.argv[2] ?? null,
});
process.send?.({ ready: true });
// Any message asks for the processor time spent so far.
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000 });
});
process.once('disconnect', () => void launched.stop('now').then(() => process.exit(0)));
