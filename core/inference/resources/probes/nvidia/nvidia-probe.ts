import type { Surroundings } from '../../surroundings.ts';
import { findTool } from '../../tools/find-tool.ts';
import { runTool, type ToolRun } from '../../tools/run-tool.ts';
import type { Probe, SeenGpu, Sight } from '../probe.ts';
import { gpuFields, type NvidiaGpu, parseGpus } from './parse-gpus.ts';
import { parseProcesses } from './parse-processes.ts';
import { asleep, everyGpuSleeps } from './sleeping.ts';

const NAME = 'nvidia-smi';

/** The GPUs of NVIDIA, by their driver's own tool. Two runs of it a look, side by side; none while they sleep. */
export function nvidiaProbe(surroundings: Surroundings): Probe<readonly SeenGpu[]> {
  let file: string | null = null;
  let known: readonly SeenGpu[] = [];
  return {
    name: NAME,
    everyMs: 0,
    async look(signal) {
      if (known.length > 0 && (await everyGpuSleeps(surroundings)))
        return {
          state: 'ok',
          value: known.map(asleep),
          detail: 'Switched off to save power; it is not woken to be asked.',
        };
      file ??= await findTool(NAME, surroundings, placesOf(surroundings));
      if (file === null) return notAvailable('nvidia-smi is not installed; it comes with the driver of an NVIDIA GPU.');
      const options = { signal, env: surroundings.env };
      const [gpus, processes] = await Promise.all([
        runTool(file, [`--query-gpu=${gpuFields.join(',')}`, '--format=csv,noheader,nounits'], options),
        runTool(file, ['-q', '-d', 'PIDS'], options),
      ]);
      if (!gpus.ok && gpus.reason === 'missing') file = null;
      const sight = sightOf(gpus, processes);
      if (sight.state === 'ok') known = sight.value;
      return sight;
    },
  };
}

function sightOf(list: ToolRun, processes: ToolRun): Sight<readonly SeenGpu[]> {
  const gpus = parseGpus(list.output);
  if (gpus.length > 0) {
    const value = withProcesses(gpus, processes.ok ? processes.output : null);
    return { state: 'ok', value, detail: gpus.length === 1 ? 'One GPU.' : `${gpus.length} GPUs.` };
  }
  // What it prints when there is a driver but no GPU, or a tool but no driver.
  if (/no devices were found/i.test(list.output)) return notAvailable('The NVIDIA driver finds no GPU.');
  if (/couldn't communicate with the NVIDIA driver/i.test(list.output))
    return notAvailable('The NVIDIA driver does not run.');
  return { state: 'failed', detail: list.ok ? 'nvidia-smi said nothing that can be read.' : failures[list.reason] };
}

const failures = {
  missing: 'nvidia-smi cannot be started.',
  stopped: 'nvidia-smi did not answer in time.',
  size: 'nvidia-smi said more than it should.',
  status: 'nvidia-smi ended with an error.',
} as const;

function withProcesses(gpus: readonly NvidiaGpu[], text: string | null): readonly SeenGpu[] {
  const byGpu = text === null ? null : parseProcesses(text);
  return gpus.map(({ busId, ...gpu }) => ({ ...gpu, processes: byGpu?.get(busId) ?? null }));
}

function notAvailable(detail: string): Sight<never> {
  return { state: 'not-available', detail };
}

/** Where the tool is when `PATH` does not say. */
function placesOf({ platform, env }: Surroundings): readonly string[] {
  if (platform !== 'win32') return ['/usr/bin', '/usr/lib/wsl/lib', '/opt/bin', '/run/current-system/sw/bin'];
  const system = env.SystemRoot ?? env.SYSTEMROOT ?? 'C:\\Windows';
  const programs = env.ProgramFiles ?? 'C:\\Program Files';
  return [`${system}\\System32`, `${programs}\\NVIDIA Corporation\\NVSMI`];
}
