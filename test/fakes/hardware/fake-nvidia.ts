import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gpuFields } from '../../../core/inference/resources/probes/nvidia/parse-gpus.ts';

/** A program on a GPU of the fake. */
export interface FakeGpuProcess {
  readonly pid: number;
  /** Path of its executable. */
  readonly program: string;
  /** Null as under Windows. */
  readonly memoryMebibytes: number | null;
  /** `G` draws, `C` computes. @defaultValue `C` */
  readonly type?: 'C' | 'G' | 'C+G';
}

/** A GPU of the fake; what is left out is an idle card with 16 GiB. Null stands for `[N/A]`. */
export interface FakeNvidiaGpu {
  readonly name?: string;
  readonly loadPercent?: number | null;
  readonly memoryTotalMebibytes?: number | null;
  readonly memoryUsedMebibytes?: number | null;
  readonly temperatureC?: number | null;
  readonly powerWatts?: number | null;
  readonly powerLimitWatts?: number | null;
  readonly processes?: readonly FakeGpuProcess[];
}

/**
 * How the tool behaves: as it should; `slow` needs 0.4 s; `hang` never ends; `fail` ends with an error; `garbage` says nonsense; `flood` never
 * stops talking; `no-devices` and `no-driver` say so as the real one does.
 */
export type FakeToolMode = 'ok' | 'slow' | 'hang' | 'fail' | 'garbage' | 'flood' | 'no-devices' | 'no-driver';

/** A `nvidia-smi` for `PATH`, whose GPUs the test changes while time goes by. */
export interface FakeNvidia {
  /** The folder for `PATH`. Nothing else is in it. */
  readonly folder: string;
  /** From the next run on. */
  setGpus(gpus: readonly FakeNvidiaGpu[]): void;
  setMode(mode: FakeToolMode): void;
  /** Gives it the name that it has under Windows. */
  renameForWindows(): void;
  /** How often it was asked for its GPUs. */
  runs(): number;
}

/** Makes one in `folder`, which is created. */
export function createFakeNvidia(folder: string, gpus: readonly FakeNvidiaGpu[] = [{}]): FakeNvidia {
  const data = join(folder, 'fake-data');
  mkdirSync(data, { recursive: true });
  const write = (name: string, text: string) => {
    // At once, so that no run reads half of it.
    writeFileSync(join(data, `${name}.new`), text);
    renameSync(join(data, `${name}.new`), join(data, name));
  };
  const fake: FakeNvidia = {
    folder,
    setGpus(next) {
      write('gpus', next.map((gpu, index) => `${gpuLine(gpu, index)}\n`).join(''));
      write('processes', processList(next));
    },
    setMode: (mode) => write('mode', mode),
    renameForWindows: () => renameSync(join(folder, 'nvidia-smi'), join(folder, 'nvidia-smi.exe')),
    runs: () => readFileSync(join(data, 'runs'), 'utf8').length,
  };
  write('runs', '');
  fake.setMode('ok');
  fake.setGpus(gpus);
  writeFileSync(join(folder, 'nvidia-smi'), script(data));
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  return fake;
}

/** Written for the shell alone: each look runs it twice, and `PATH` may hold nothing else. */
const script = (data: string): string => `#!/bin/sh
read_file() { while IFS= read -r line; do printf '%s\\n' "$line"; done < "$1"; }
IFS= read -r mode < '${data}/mode' || true
case "$1" in --query-gpu=*) printf . >> '${data}/runs' ;; esac
case "$mode" in
  slow) /bin/sleep 0.4 ;;
  hang) exec /bin/sleep 600 ;;
  fail) echo 'Unable to determine the device handle for GPU 0000:01:00.0: Unknown Error'; exit 15 ;;
  garbage) printf 'x,\\0\\377,,,\\n[N/A]\\n\\n'; exit 0 ;;
  flood) while :; do echo 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'; done ;;
  no-devices) echo 'No devices were found'; exit 6 ;;
  no-driver) echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running."; exit 9 ;;
esac
case "$*" in
  '--query-gpu=${gpuFields.join(',')} --format=csv,noheader,nounits') read_file '${data}/gpus' ;;
  '-q -d PIDS') read_file '${data}/processes' ;;
  *) echo "Invalid combination of input arguments: $*"; exit 2 ;;
esac
`;

function gpuLine(gpu: FakeNvidiaGpu, index: number): string {
  const cell = (value: number | null | undefined, usual: number, digits = 0): string =>
    value === null ? '[N/A]' : (value ?? usual).toFixed(digits);
  const cells: Record<(typeof gpuFields)[number], string> = {
    index: String(index),
    'pci.bus_id': busId(index),
    driver_version: '580.88',
    'utilization.gpu': cell(gpu.loadPercent, 0),
    'memory.total': cell(gpu.memoryTotalMebibytes, 16_376),
    'memory.used': cell(gpu.memoryUsedMebibytes, 512),
    'temperature.gpu': cell(gpu.temperatureC, 40),
    'power.draw': cell(gpu.powerWatts, 20, 2),
    'power.limit': cell(gpu.powerLimitWatts, 285, 2),
    name: gpu.name ?? 'NVIDIA GeForce RTX 4070 Ti SUPER',
  };
  return gpuFields.map((field) => cells[field]).join(', ');
}

const busId = (index: number): string => `00000000:${(index + 1).toString(16).padStart(2, '0')}:00.0`.toUpperCase();

function processList(gpus: readonly FakeNvidiaGpu[]): string {
  const head = `
==============NVSMI LOG==============

Timestamp                                 : Sun Nov 29 05:00:00 2026
Driver Version                            : 580.88
CUDA Version                              : 13.0

Attached GPUs                             : ${gpus.length}
`;
  return head + gpus.map(({ processes = [] }, index) => gpuProcesses(processes, index)).join('');
}

function gpuProcesses(processes: readonly FakeGpuProcess[], index: number): string {
  if (processes.length === 0) return `GPU ${busId(index)}\n    Processes                             : None\n\n`;
  const lines = processes.map(
    ({ pid, program, memoryMebibytes, type = 'C' }) => `        GPU instance ID                   : N/A
        Compute instance ID               : N/A
        Process ID                        : ${pid}
            Type                          : ${type}
            Name                          : ${program}
            Used GPU Memory               : ${memoryMebibytes === null ? 'Not available in WDDM driver model' : `${memoryMebibytes} MiB`}
`,
  );
  return `GPU ${busId(index)}\n    Processes\n${lines.join('')}\n`;
}
