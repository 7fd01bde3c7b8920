import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wattsBetween } from '../../../../../core/inference/resources/probes/computer/cpu-power.ts';
import { parseCpuTimes } from '../../../../../core/inference/resources/probes/computer/cpu-probe.ts';
import { parseMemory } from '../../../../../core/inference/resources/probes/computer/memory-probe.ts';
import { parseVmStat } from '../../../../../core/inference/resources/probes/computer/vm-stat.ts';
import { parseLspci } from '../../../../../core/inference/resources/probes/drm/card-names.ts';
import { parseFdinfo } from '../../../../../core/inference/resources/probes/drm/parse-fdinfo.ts';
import { parseControllers } from '../../../../../core/inference/resources/probes/fallback/parse-controllers.ts';
import { parseGpus } from '../../../../../core/inference/resources/probes/nvidia/parse-gpus.ts';
import { parseProcesses } from '../../../../../core/inference/resources/probes/nvidia/parse-processes.ts';
import { parseCounters } from '../../../../../core/inference/resources/probes/windows/parse-counters.ts';

/** Every number in a value, however deep. */
function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value instanceof Map) return numbersIn([...value]);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const isSane = (value: unknown): boolean => numbersIn(value).every((number) => Number.isFinite(number) && number >= 0);

// Words that make the texts likely to be almost right.
const word = fc.constantFrom(
  ...[
    '0',
    '7',
    '-1',
    '1e9',
    'NaN',
    'Infinity',
    '99999999999999999999',
    '[N/A]',
    'ERR!',
    '[Not Supported]',
    ', ',
    ' ',
    '\n',
  ],
  ...[
    'GPU 00000000:01:00.0\n',
    '    Processes\n',
    '        Process ID                        : ',
    'MiB',
    'kB',
    'KiB',
    '"',
  ],
  ...[
    '            Used GPU Memory               : ',
    '            Name                          : ',
    'cpu  ',
    'MemTotal: ',
  ],
  ...[
    'MemAvailable: ',
    'drm-pdev:\t',
    'drm-client-id:\t',
    'drm-memory-vram:\t',
    '0000:03:00.0',
    '580.88',
    '\u0000',
    '\r\n',
  ],
);
const text = fc.oneof(
  fc.string(),
  fc.array(word, { maxLength: 60 }).map((words) => words.join('')),
);

describe('whatever a program of the system says', () => {
  it.each([
    ['GPUs of NVIDIA', parseGpus],
    ['programs on GPUs of NVIDIA', parseProcesses],
    ['open files of a GPU', parseFdinfo],
    ['a name of a card', parseLspci],
    ['times of the processor', parseCpuTimes],
    ['main memory', parseMemory],
    ['main memory of a Mac', parseVmStat],
    ['counters of Windows', parseCounters],
  ])('is read as %s without an error, and without numbers that are none', (_what, parse) => {
    fc.assert(
      fc.property(text, (said) => isSane(parse(said))),
      { numRuns: 500 },
    );
  });

  it('is read likewise when it is almost the JSON of the counters', () => {
    const row = fc.record({ name: text, program: text, driver: text, bytes: fc.double(), percent: fc.double() });
    const rows = fc.array(fc.oneof(row, fc.anything()), { maxLength: 4 });
    const all = fc.record({ adapters: rows, engines: rows, memory: rows, processes: rows });
    fc.assert(fc.property(all, (value) => isSane(parseCounters(JSON.stringify(value)))));
  });

  it('is read although a program has a name without end', () => {
    const name = 'luid_0x0_0x1_phys_0';
    const long = { name: `pid_7_${name}_${'x'.repeat(5000)}`, program: 'y'.repeat(70_000), bytes: 5 };
    const said = { adapters: [{ name: 'Card', driver: '1', bytes: 9 }], engines: [], memory: [{ name, bytes: 6 }] };
    const [gpu] = parseCounters(JSON.stringify({ ...said, processes: [long] })) ?? [];
    expect(gpu?.processes).toMatchObject([{ pid: 7, memoryBytes: 5 }]);
  });

  it('is read likewise as controllers of systeminformation', () => {
    const controller = fc.record({ vendor: text, model: text, vram: fc.double(), temperatureGpu: fc.double() });
    fc.assert(fc.property(fc.array(controller), (controllers) => isSane(parseControllers(controllers))));
  });
});

describe('the GPUs of NVIDIA', () => {
  const line = (cells: string) => parseGpus(`0, 00000000:01:00.0, 580.88, ${cells}, Card\n`)[0];

  it.each(['[N/A]', '[Not Supported]', 'N/A', '[Unknown Error]', 'ERR!', '[GPU is lost]', '-5', ''])(
    'are unknown where it says "%s"',
    (cell) => {
      expect(line(`${cell}, ${cell}, ${cell}, ${cell}, ${cell}, ${cell}`)).toMatchObject({
        load: null,
        memoryTotalBytes: null,
        memoryUsedBytes: null,
        temperatureC: null,
        powerWatts: null,
        powerLimitWatts: null,
      });
    },
  );

  it('are there while it also warns', () => {
    const said =
      'WARNING: infoROM is corrupted at gpu 0000:01:00.0\n1, 00000000:02:00.0, 580.88, 1, 2, 3, 4, 5.5, 6, B\r\n';
    expect(parseGpus(said)).toMatchObject([{ index: 1, name: 'B', load: 0.01, powerWatts: 5.5 }]);
  });

  it('are divided into parts whose programs add up', () => {
    const part = (pid: number, mebibytes: number, part: number) => `        GPU instance ID                   : ${part}
        Compute instance ID               : 0
        Process ID                        : ${pid}
            Type                          : C
            Name                          : python3
            Used GPU Memory               : ${mebibytes} MiB
`;
    const said = `GPU 00000000:65:00.0\n    Processes\n${part(7, 100, 1)}${part(7, 50, 2)}${part(8, 1, 2)}`;
    expect(parseProcesses(said).get('00000000:65:00.0')).toEqual([
      { pid: 7, program: 'python3', memoryBytes: 150 * 1024 * 1024 },
      { pid: 8, program: 'python3', memoryBytes: 1024 * 1024 },
    ]);
  });

  it('may not tell their programs', () => {
    expect(parseProcesses('GPU 00000000:65:00.0\n    Processes                         : N/A\n').size).toBe(0);
  });
});

describe('the memory of a program on other GPUs', () => {
  const client = 'drm-driver:\tamdgpu\ndrm-pdev:\t0000:03:00.0\ndrm-client-id:\t9\n';

  it('is what is resident where the kernel tells both', () => {
    expect(parseFdinfo(`${client}drm-memory-vram:\t100 KiB\ndrm-resident-vram:\t80 KiB\n`)?.memoryBytes).toBe(
      80 * 1024,
    );
  });

  it('is not what lies in main memory', () => {
    const said = `${client}drm-resident-gtt:\t5 MiB\ndrm-resident-vram0:\t2 MiB\ndrm-total-vram0:\t3 MiB\ndrm-resident-local1:\t7`;
    expect(parseFdinfo(said)?.memoryBytes).toBe(2 * 1024 * 1024 + 7);
  });
});

describe('the main memory of a Mac', () => {
  it('is available where the system keeps it only until somebody wants it', () => {
    const said = `Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            400000.
Pages inactive:                          300000.
Pages speculative:                         5000.
Pages wired down:                        100000.
Pages purgeable:                           1000.
`;
    expect(parseVmStat(said)).toBe(316_000 * 16_384);
    expect(parseVmStat('Pages free: 7.')).toBeNull();
  });
});

describe('the power of the processor', () => {
  it('goes on when a counter begins again', () => {
    const counter = (microjoules: number) => ({ microjoules, maxMicrojoules: 1000 });
    expect(wattsBetween([counter(900)], [counter(100)], 0.0001)).toBeCloseTo(2);
    expect(wattsBetween([counter(1)], [counter(5)], 0)).toBeNull();
  });
});
