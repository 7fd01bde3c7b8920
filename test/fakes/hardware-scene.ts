import type { Hardware } from '../../core/control/schemas/hardware.ts';
import type { Presence } from '../../core/control/schemas/presence.ts';
import type { Status } from '../../core/control/schemas/status.ts';

/** LM Studio on this computer, connected. */
export const fakeBackend = (nowMs: number): Status['backend'] => ({
  kind: 'lmstudio',
  name: 'LM Studio',
  baseUrl: 'http://127.0.0.1:1234/v1',
  state: 'connected',
  latencyMs: 38,
  version: null,
  problem: null,
  checkedAtMs: nowMs - 12_000,
  failures: 0,
  nextTryAtMs: null,
  circuit: { state: 'closed', failures: 0, retryAtMs: null },
});

const sampleMs = 5000;

/** Ten minutes of a card that serves; one reading is missing. */
const fakePast = (nowMs: number): Hardware['history'] =>
  Array.from({ length: 120 }, (_, index) => {
    const wave = Math.sin(index / 7) + Math.sin(index / 3) / 3;
    const missing = index === 60;
    return {
      atMs: nowMs - (119 - index) * sampleMs,
      gpuLoad: missing ? null : 0.6 + wave * 0.25,
      gpuTemperatureC: missing ? null : 60 + wave * 6,
      gpuPowerWatts: missing ? null : 170 + wave * 50,
      gpuMemoryUsedBytes: missing ? null : index < 20 ? 7_200_000_000 : 12_400_000_000,
    };
  });

/** A gaming PC with one NVIDIA card. */
export const fakeHardware = (nowMs: number): Hardware => ({
  atMs: nowMs - 2000,
  gpus: [
    {
      index: 0,
      name: 'NVIDIA GeForce RTX 4070 Ti SUPER',
      vendor: 'nvidia',
      driver: '580.88',
      load: 0.72,
      memoryTotalBytes: 17_171_480_576,
      memoryUsedBytes: 12_400_000_000,
      temperatureC: 64,
      powerWatts: 187,
      powerLimitWatts: 285,
      processes: [
        { pid: 4242, name: 'LM Studio', memoryBytes: 11_200_000_000, owner: 'backend' },
        { pid: 1021, name: 'gnome-shell', memoryBytes: 420_000_000, owner: 'other' },
      ],
      inUse: true,
    },
  ],
  cpu: { name: 'AMD Ryzen 7 7800X3D', cores: 16, load: 0.12, temperatureC: 58, powerWatts: null },
  memory: { totalBytes: 33_400_000_000, availableBytes: 21_000_000_000, swapUsedBytes: 0 },
  disk: { totalBytes: 1_000_200_000_000, freeBytes: 412_000_000_000 },
  battery: null,
  probes: [
    { name: 'nvidia-smi', state: 'ok', detail: 'One card, every 2 s.' },
    { name: 'AMD (sysfs)', state: 'not-available', detail: 'No AMD card is in this PC.' },
    { name: 'Battery', state: 'not-available', detail: 'This PC has none.' },
  ],
  energy: [
    { device: 'RTX 4070 Ti SUPER', idleJoules: 412_000, servingJoules: 903_000 },
    { device: 'Processor', idleJoules: 121_000, servingJoules: 64_000 },
  ],
  history: fakePast(nowMs),
});

/** Nobody plays. */
export const fakePresence = (): Presence => ({
  enabled: true,
  state: 'watching',
  line: null,
  cause: null,
  release: null,
  resumesAtMs: null,
  resumeDelayMs: 300_000,
  steps: [],
  signals: [
    { signal: 'game', watched: true, state: 'quiet', detail: 'No game runs.' },
    { signal: 'full-screen', watched: true, state: 'quiet', detail: 'No program fills the screen.' },
    { signal: 'gpu-memory', watched: true, state: 'quiet', detail: 'Others hold 1.2 GB.' },
    { signal: 'battery', watched: true, state: 'not-available', detail: 'This PC has no battery.' },
    { signal: 'input', watched: false, state: 'quiet', detail: 'Last input 12 s ago.' },
  ],
});

/** Elden Ring runs; the memory was freed and proven free. */
export const gamingPresence = (nowMs: number): Presence => {
  const sinceMs = nowMs - 11 * 60_000;
  return {
    ...fakePresence(),
    state: 'paused',
    line: 'Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s',
    cause: { signal: 'game', subject: 'Elden Ring', reason: 'Elden Ring is running', sinceMs },
    release: { freedAfterMs: 2100, freedBytes: 11_200_000_000, stillHeldBytes: null, heldBy: [], verified: 'freed' },
    steps: [
      { atMs: sinceMs, verdict: 'info', title: 'Game found', detail: 'eldenring.exe is in the list of games.' },
      {
        atMs: sinceMs + 20,
        verdict: 'good',
        title: 'Stopped accepting',
        detail: 'Announced to the network; new requests go to other executors.',
      },
      {
        atMs: sinceMs + 1300,
        verdict: 'good',
        title: '2 answers finished, 3 handed back',
        detail: 'Both clients got theirs; the 3 waiting ones try another executor.',
      },
      {
        atMs: sinceMs + 2100,
        verdict: 'good',
        title: 'Memory freed and checked',
        detail: 'LM Studio unloaded 2 models: 12.5 GB in use before, 1.3 GB after.',
      },
    ],
    signals: fakePresence().signals.map((signal) =>
      signal.signal === 'game' ? { ...signal, state: 'active', detail: 'eldenring.exe runs.' } : signal,
    ),
  };
};

/** The card while the game has it. */
export const gamingHardware = (nowMs: number): Hardware => {
  const hardware = fakeHardware(nowMs);
  const gpus = hardware.gpus.map((gpu) => ({
    ...gpu,
    memoryUsedBytes: 10_400_000_000,
    processes: [
      { pid: 9001, name: 'eldenring.exe', memoryBytes: 9_100_000_000, owner: 'other' as const },
      { pid: 1021, name: 'gnome-shell', memoryBytes: 420_000_000, owner: 'other' as const },
    ],
  }));
  return { ...hardware, gpus };
};
