import type { ConfigFlags } from '../../core/foundation/config/index.ts';
import { modelsFolder } from './builtin.ts';
import { launchRigExecutor } from './executor-rig.ts';
import { findProcesses, processStatus } from './linux-processes.ts';

/** The process that runs a model of the built-in engine. */
export async function engineProcess(flags: ConfigFlags): Promise<number> {
  const folder = await modelsFolder();
  const usual = { 'network.bootstrap_peers': [], 'llm_client.backend': 'builtin' };
  const { executor } = await launchRigExecutor(folder, { ...usual, ...flags });
  const { signal } = new AbortController();
  await executor.handlers['models.refresh']({}, { signal });
  await executor.handlers['models.load']({ id: 'tiny' }, { signal });
  const own = findProcesses('builtin/engine/main.ts').filter(
    ({ pid }) => processStatus(pid, 'PPid') === String(process.pid),
  );
  return own.at(-1)?.pid ?? 0;
}
