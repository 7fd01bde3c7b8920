import { buildApp } from '../build/build-app.ts';
import { ensureElectron } from '../electron/runtime.ts';
import { markProcesses } from '../runner/leftovers.ts';
import { format, runStages } from '../runner/run-stages.ts';
import { type Stage, tallyOf } from '../runner/stage.ts';
import { allStages } from '../runner/stages.ts';
import { ensureDebianPackages } from '../system/debian-packages.ts';
import { runTask } from '../system/task.ts';

/** Comes first, because the other stages need what it makes; it is a check of its own. */
const preparation: Stage = {
  name: 'preparation',
  async run() {
    await ensureDebianPackages('electron', 'testRuntime', 'tests');
    await buildApp(await ensureElectron());
    return tallyOf(true);
  },
};

runTask(async () => {
  markProcesses();
  const startedMs = performance.now();
  const tally = await runStages([preparation, ...allStages()]);
  process.stdout.write(`\n${Math.round((performance.now() - startedMs) / 1000)} s\n${format(tally)}\n`);
  return tally.failed === 0 ? 0 : 1;
});
