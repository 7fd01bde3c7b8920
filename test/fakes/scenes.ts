import type { LedgerRow } from '../../core/control/schemas/money.ts';
import { type ControlScene, fakeRow, servingScene } from './control-scene.ts';
import { fakeHardware, gamingHardware, gamingPresence } from './hardware-scene.ts';
import { fakePull, noReports, severalPrograms } from './models-scene.ts';
import { problemOf } from './problem.ts';
import { brokenConfig, engineConfig, ownersConfig, waitingConfig } from './settings-scene.ts';

const hourMs = 3_600_000;

/**
 * Requests of the last days, newest first, more in the evening than at night; every nineteenth is void.
 * Amounts are as small as those of a real executor, so that the screens show what their owner will see.
 */
export function pastRows(nowMs: number, days = 9, perHour = 2): readonly LedgerRow[] {
  const models = servingScene(nowMs).models.map((model) => model.id);
  const rows: LedgerRow[] = [];
  const hours = days * 24;
  for (let hour = 0; hour < hours; hour += 1) {
    const startMs = nowMs - hour * hourMs;
    const clock = new Date(startMs).getHours();
    const busy = clock < 2 || clock >= 8 ? perHour + ((clock * 7) % 5) * perHour : 0;
    for (let index = 0; index < busy; index += 1) {
      const n = hours * 100 - hour * 100 - index;
      const model = models[(n * 7 + hour) % 5 < 3 ? 0 : (n + hour) % 3 === 0 ? 2 : 1] ?? 'model';
      const row = fakeRow(n, startMs - Math.floor((index * hourMs) / (busy + 1)) - 1, { model });
      const inboundPriceWei = '20000000000';
      const outboundPriceWei = '50000000000';
      const chargeWei =
        BigInt(row.inboundTokens ?? 0) * BigInt(inboundPriceWei) +
        BigInt(row.outboundTokens ?? 0) * BigInt(outboundPriceWei);
      const answered = { ...row, inboundPriceWei, outboundPriceWei, chargeWei: chargeWei.toString() };
      rows.push(
        n % 19 === 5 ? { ...answered, state: 'void', voidReason: 'QUEUE_CLIENT_GONE', signature: null } : answered,
      );
    }
  }
  return rows.sort((a, b) => b.admittedAtMs - a.admittedAtMs);
}

const endings = [
  'accrued',
  'VALIDATION_PRICE_TOO_LOW',
  'accrued',
  'QUEUE_DEADLINE',
  'QUEUE_CLIENT_GONE',
  'BACKEND_FAILED',
];

function busyScene(nowMs: number): ControlScene {
  const scene = servingScene(nowMs);
  const rows = pastRows(nowMs);
  const recent = scene.queue.recent.map((item, index) => ({
    ...item,
    outcome: endings[index % endings.length] ?? 'accrued',
  }));
  const items = scene.queue.items.map((item) => ({
    ...item,
    chargeSoFarWei: (BigInt(item.outboundTokens) * 50_000_000_000n).toString(),
  }));
  const admission = {
    outcomes: { accrued: 1431, VALIDATION_PRICE_TOO_LOW: 52, RATE_LIMITED: 17, QUEUE_TOO_SLOW: 9, BACKEND_FAILED: 1 },
    blockedByRule: [],
    rateLimitedByRule: [
      { rule: 'peers', count: 12 },
      { rule: 'addresses', count: 5 },
    ],
  };
  return { ...scene, rows, queue: { ...scene.queue, items, recent }, config: ownersConfig(), admission };
}

const nothingEnded = { outcomes: {}, blockedByRule: [], rateLimitedByRule: [] };
const nothingRuns = { running: 0, waiting: 0, perMinute: 0 };
const nobodyAnswers = (scene: ControlScene): ControlScene['status']['backend'] => ({
  ...scene.status.backend,
  state: 'unreachable',
  problem: problemOf('BACKEND_UNREACHABLE'),
  failures: 3,
  nextTryAtMs: scene.status.startedAtMs + 3_610_000,
});

/** The queue of an executor with lanes: three wait, one of them close to its deadline, one held. */
function lanesScene(nowMs: number): ControlScene {
  const scene = busyScene(nowMs);
  const [first, second, third] = scene.queue.items;
  if (!first || !second || !third) throw new Error('the scene has too few requests');
  const wait = (id: string, change: Partial<typeof third>) => ({ ...third, id, ...change });
  const items = [
    { ...first, lane: 'high' as const },
    second,
    wait('r-20001', { lane: 'high', position: 1, expectedWaitMs: 5200, deadlineMs: nowMs + 120_000 }),
    wait('r-20002', { position: 2, expectedWaitMs: 31_000, deadlineMs: nowMs + 36_000, model: 'mistral-small' }),
    wait('r-20003', { position: null, expectedWaitMs: null, held: true, lane: 'low' }),
  ];
  const lanes = [
    { lane: 'high' as const, waiting: 1, limit: 50 },
    { lane: 'normal' as const, waiting: 1, limit: 200 },
    { lane: 'low' as const, waiting: 1, limit: 100 },
  ];
  const status = { ...scene.status, requests: { ...scene.status.requests, waiting: 3 } };
  return { ...scene, status, queue: { ...scene.queue, items, lanes, maxWaiting: 350 } };
}

/** A game runs: the executor has stepped aside. */
function gamingScene(nowMs: number): ControlScene {
  const scene = busyScene(nowMs);
  const presence = gamingPresence(nowMs);
  return {
    ...scene,
    status: {
      ...scene.status,
      state: 'paused',
      requests: nothingRuns,
      presenceLine: presence.line,
      modelsLoaded: [],
    },
    queue: { ...scene.queue, items: [] },
    presence,
    hardware: gamingHardware(nowMs),
    models: scene.models.map((model) => ({ ...model, state: 'unloaded', gpuMemoryBytes: null })),
  };
}

/** Situations that a window must be able to show. */
export const scenes = {
  serving: busyScene,
  paused: (nowMs) => {
    const scene = busyScene(nowMs);
    return {
      ...scene,
      status: { ...scene.status, state: 'paused', requests: nothingRuns },
      queue: { ...scene.queue, items: [] },
    };
  },
  gaming: gamingScene,
  /** The same, but the program did not let go of its memory. */
  'memory-held': (nowMs) => {
    const scene = gamingScene(nowMs);
    const release = {
      freedAfterMs: null,
      freedBytes: null,
      stillHeldBytes: 13_200_000_000,
      heldBy: ['ollama.exe'],
      verified: 'still-held' as const,
    };
    const line = 'Paused: Elden Ring is running; 13.2 GB is still held by ollama.exe';
    return {
      ...scene,
      status: { ...scene.status, presenceLine: line },
      presence: { ...scene.presence, line, release },
      hardware: {
        ...scene.hardware,
        gpus: scene.hardware.gpus.map((gpu) => ({
          ...gpu,
          memoryUsedBytes: 16_900_000_000,
          processes: [
            { pid: 77, name: 'ollama.exe', memoryBytes: 13_200_000_000, owner: 'backend' as const },
            { pid: 9001, name: 'eldenring.exe', memoryBytes: 2_800_000_000, owner: 'other' as const },
          ],
        })),
      },
    };
  },
  /** Several programs, models in every state, downloads under way. */
  programs: (nowMs) => {
    const scene = busyScene(nowMs);
    const { backends, models } = severalPrograms(nowMs, scene.models);
    return {
      ...scene,
      status: { ...scene.status, backends },
      models,
      pulls: [
        fakePull('phi-3.5-mini-instruct'),
        fakePull('mistral-small-24b', { state: 'failed', problem: problemOf('BACKEND_FAILED') }),
      ],
      catalogue: scene.catalogue.map((model, index) => (index === 0 ? { ...model, installed: true } : model)),
    };
  },
  /** A PC of which little is known, and two cards that are. */
  'no-gpu': (nowMs) => {
    const scene = busyScene(nowMs);
    const probes = [
      { name: 'nvidia-smi', state: 'not-available' as const, detail: 'nvidia-smi is not installed.' },
      { name: 'AMD (sysfs)', state: 'failed' as const, detail: 'The driver gave no answer within 2 s.' },
    ];
    const battery = { charging: false, onBattery: true, level: 0.61 };
    const hardware = { ...fakeHardware(nowMs), gpus: [], energy: [], history: [], disk: null, battery, probes };
    return { ...scene, hardware };
  },
  'backend-lost': (nowMs) => {
    const scene = busyScene(nowMs);
    return {
      ...scene,
      status: {
        ...scene.status,
        state: 'attention',
        problems: [problemOf('BACKEND_UNREACHABLE')],
        backend: nobodyAnswers(scene),
        backends: [nobodyAnswers(scene)],
        requests: nothingRuns,
        modelsServed: 0,
      },
      queue: { ...scene.queue, items: [] },
      models: scene.models.map((model) => ({
        ...model,
        served: false,
        notServedBecause: 'LM Studio does not answer.',
      })),
    };
  },
  'first-run': (nowMs) => {
    const scene = servingScene(nowMs);
    return {
      ...scene,
      status: {
        ...scene.status,
        state: 'attention',
        problems: [problemOf('BACKEND_UNREACHABLE')],
        backend: nobodyAnswers(scene),
        backends: [nobodyAnswers(scene)],
        requests: nothingRuns,
        modelsServed: 0,
      },
      rows: [],
      admission: nothingEnded,
      models: [],
      doctor: noReports,
      config: engineConfig(),
      benchmarks: [],
      queue: { ...scene.queue, items: [], recent: [] },
    };
  },
  offline: (nowMs) => {
    const scene = busyScene(nowMs);
    const bootstrap = scene.status.network.bootstrap.map((node) => ({
      ...node,
      state: 'waiting' as const,
      lastError: 'NETWORK_UNREACHABLE',
      nextTryAtMs: nowMs + 25_000,
    }));
    return {
      ...scene,
      status: {
        ...scene.status,
        state: 'attention',
        problems: [problemOf('NETWORK_UNREACHABLE')],
        network: { ...scene.status.network, bootstrap, peerCount: 0 },
      },
    };
  },
  quiet: (nowMs) => {
    const scene = servingScene(nowMs);
    return {
      ...scene,
      status: { ...scene.status, requests: nothingRuns },
      rows: [],
      admission: nothingEnded,
      queue: { ...scene.queue, items: [], recent: [] },
    };
  },
  lanes: lanesScene,
  'config-waiting': (nowMs) => {
    const scene = busyScene(nowMs);
    const status = { ...scene.status, problems: [problemOf('CONFIG_NEEDS_RESTART')] };
    return { ...scene, status, config: waitingConfig() };
  },
  'config-broken': (nowMs) => {
    const scene = busyScene(nowMs);
    const config = brokenConfig();
    const status = { ...scene.status, problems: config.problem ? [config.problem] : [] };
    return { ...scene, status, config };
  },
  hostile: (nowMs) => {
    const scene = busyScene(nowMs);
    const name = `<img src=x onerror="document.title='broken'">/${'very-long-model-name-'.repeat(8)}`;
    return {
      ...scene,
      models: scene.models.map((model, index) => ({ ...model, id: `${name}${index}`, notServedBecause: '<b>why</b>' })),
      rows: scene.rows.map((row, index) => (index % 3 === 0 ? { ...row, model: name } : row)),
      queue: { ...scene.queue, items: scene.queue.items.map((item) => ({ ...item, model: name })) },
    };
  },
  crowded: (nowMs) => {
    const scene = busyScene(nowMs);
    const [, , waiting] = scene.queue.items;
    const more = Array.from({ length: 120 }, (_, index) => ({
      ...(waiting as (typeof scene.queue.items)[number]),
      id: `r-wait-${index}`,
      position: index + 2,
    }));
    return {
      ...scene,
      rows: pastRows(nowMs, 30, 4),
      queue: { ...scene.queue, items: [...scene.queue.items, ...more] },
    };
  },
} as const satisfies Record<string, (nowMs: number) => ControlScene>;

export type SceneName = keyof typeof scenes;
