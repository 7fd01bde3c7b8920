import type { Surroundings } from '../../surroundings.ts';
import { findTool } from '../../tools/find-tool.ts';
import { LineServer } from '../../tools/line-server.ts';
import type { Probe, SeenGpu } from '../probe.ts';
import { countersScript } from './counters-script.ts';
import { parseCounters } from './parse-counters.ts';

/** The GPUs of every vendor by Windows' performance counters, with the memory of each program, which NVIDIA hides there. */
export function countersProbe(surroundings: Surroundings): Probe<readonly SeenGpu[]> {
  const { env } = surroundings;
  const system = env.SystemRoot ?? env.SYSTEMROOT ?? 'C:\\Windows';
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', countersScript];
  const server = new LineServer({ args, env });
  return {
    name: 'performance counters',
    everyMs: 2000,
    async look(signal) {
      const file = await findTool('powershell', surroundings, [`${system}\\System32\\WindowsPowerShell\\v1.0`]);
      if (file === null) return { state: 'not-available', detail: 'PowerShell is not installed.' };
      const line = await server.ask(file, signal);
      const gpus = line === null ? null : parseCounters(line);
      if (gpus === null) return { state: 'failed', detail: 'PowerShell said nothing that can be read.' };
      if (gpus.length === 0) return { state: 'not-available', detail: 'Windows names no GPU with memory of its own.' };
      return { state: 'ok', value: gpus, detail: gpus.length === 1 ? 'One GPU.' : `${gpus.length} GPUs.` };
    },
    close: () => server.close(),
  };
}
