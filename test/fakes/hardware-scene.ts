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
  cpu: { name: 'AMD Ryzen 7 7800X3D', cores: 16, load: 0.12, temperatureC: 58 },
  memory: { totalBytes: 33_400_000_000, availableBytes: 21_000_000_000, swapUsedBytes: 0 },
  disk: { totalBytes: 1_000_200_000_000, freeBytes: 412_000_000_000 },
  battery: null,
  probes: [{ name: 'nvidia-smi', state: 'ok', detail: 'One GPU.' }],
  energy: [{ device: 'GPU 0', idleJoules: 412_000, servingJoules: 903_000 }],
  history: [],
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
  signals: [{ signal: 'game', watched: true, state: 'quiet', detail: 'No game runs.' }],
});
