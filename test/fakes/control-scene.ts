import type { Admission } from '../../core/control/schemas/admission.ts';
import type { CacheState } from '../../core/control/schemas/cache.ts';
import type { ConfigView } from '../../core/control/schemas/config.ts';
import type { Benchmark, DoctorReport } from '../../core/control/schemas/doctor.ts';
import type { Hardware } from '../../core/control/schemas/hardware.ts';
import type { CatalogueModel, Model, Pull } from '../../core/control/schemas/models.ts';
import type { LedgerRow, Prices } from '../../core/control/schemas/money.ts';
import type { PluginInfo } from '../../core/control/schemas/plugins.ts';
import type { Presence } from '../../core/control/schemas/presence.ts';
import type { Peer, Status } from '../../core/control/schemas/status.ts';
import type { QueueView } from '../../core/control/schemas/work.ts';
import { defaultConfigView } from './config-scene.ts';
import { fakeBackend, fakeHardware, fakePresence } from './hardware-scene.ts';
import { fakeBenchmark, fakeCatalogue, fakeReports } from './models-scene.ts';

/** Everything a faked executor knows. */
export interface ControlScene {
  readonly status: Status;
  readonly peers: readonly Peer[];
  readonly plugins: readonly PluginInfo[];
  readonly models: readonly Model[];
  readonly queue: QueueView;
  readonly rows: readonly LedgerRow[];
  readonly prices: Prices;
  readonly config: ConfigView;
  readonly admission: Admission;
  readonly cache: CacheState;
  readonly hardware: Hardware;
  readonly presence: Presence;
  readonly catalogue: readonly CatalogueModel[];
  readonly pulls: readonly Pull[];
  readonly doctor: readonly DoctorReport[];
  readonly benchmarks: readonly Benchmark[];
}

const hex = (seed: number, digits: number): string =>
  Array.from({ length: digits }, (_, i) => ((seed * 31 + i * 7) % 16).toString(16)).join('');

const clientPeerId = (n: number) => `16Uiu2HAmFakeC1ient${String(n).padStart(2, '0')}vQ8LdTz3mBx7RdkPq5Wz2HQqgg`;
const modelIds = ['qwen2.5-7b-instruct', 'llama-3.1-8b-instruct', 'mistral-small'] as const;
const inboundPriceWei = 500_000_000_000_000n;
const outboundPriceWei = 1_000_000_000_000_000n;

/** One plausible row; `n` makes it differ from the others. */
export function fakeRow(n: number, admittedAtMs: number, change: Partial<LedgerRow> = {}): LedgerRow {
  const inboundTokens = 12 + (n % 40);
  const outboundTokens = 60 + ((n * 17) % 200);
  return {
    id: `r-${String(n).padStart(6, '0')}`,
    identity: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
    state: 'accrued',
    voidReason: null,
    model: modelIds[n % 3] ?? modelIds[0],
    backend: 'lmstudio',
    lane: n % 8 === 3 ? 'high' : 'normal',
    source: n % 7 === 2 ? 'cache' : n % 23 === 4 ? 'shared' : 'backend',
    clientAddress: `0x${hex(n % 5, 40)}`,
    clientPeerId: clientPeerId(n % 5),
    admittedAtMs,
    finishedAtMs: admittedAtMs + 2100,
    inboundPriceWei: inboundPriceWei.toString(),
    outboundPriceWei: outboundPriceWei.toString(),
    inboundTokens,
    outboundTokens,
    countedBy: n % 9 === 0 ? 'local' : 'backend',
    chargeWei: (BigInt(inboundTokens) * inboundPriceWei + BigInt(outboundTokens) * outboundPriceWei).toString(),
    timeToFirstTokenMs: 180,
    durationMs: 2100,
    energyJoules: 310 + (n % 60),
    payloadHash: hex(n, 64),
    responseHash: hex(n + 1, 64),
    signature: hex(n + 2, 130),
    ...change,
  };
}

/** An executor that serves three models and has served for a week. */
export function servingScene(nowMs: number): ControlScene {
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  const rows = Array.from({ length: 60 }, (_, i) => fakeRow(60 - i, nowMs - 60_000 - i * 9_000_000)).map((row, i) =>
    i % 11 === 5 ? { ...row, state: 'void' as const, voidReason: 'QUEUE_CLIENT_GONE', signature: null } : row,
  );
  return {
    status: {
      revision: 1,
      state: 'serving',
      problems: [],
      face: 'app',
      demo: false,
      version: '0.1.0',
      startedAtMs: nowMs - 3_600_000,
      dataFolder: '/home/owner/.lloom/executor',
      identity: {
        peerId: '16Uiu2HAmFakeExecutorTz3mBx7RdkPq5Wz2vQ8LdHQqgg12345',
        address: '0x70997970c51812dc3a010c7d01b50e0d17dc79c8',
        source: 'file',
      },
      network: {
        listenAddresses: ['/ip4/192.168.1.20/tcp/4001'],
        publishedAddresses: ['/ip4/203.0.113.7/tcp/4001'],
        bootstrap: [
          {
            address: '/ip4/203.0.113.1/tcp/9000',
            state: 'connected',
            peerId: '16Uiu2HAmFakeVa1idatorBx7RdkPq5Wz2vQ8LdTz3mHQqgg123',
            lastError: null,
            nextTryAtMs: null,
            fromListenPort: true,
            announced: true,
          },
        ],
        peerCount: 3,
      },
      backend: fakeBackend(nowMs),
      backends: [fakeBackend(nowMs)],
      requests: { running: 2, waiting: 1, perMinute: 4 },
      modelsServed: 2,
      modelsLoaded: [modelIds[0], modelIds[1]],
      presenceLine: null,
      today: { accruedWei: '0', answers: 0, fromMs: midnight },
    },
    peers: [0, 1, 2].map((n) => ({
      peerId: clientPeerId(n),
      remoteAddress: `/ip4/203.0.113.${n + 10}/tcp/4001`,
      direction: n === 0 ? ('outbound' as const) : ('inbound' as const),
      role: n === 0 ? ('bootstrap' as const) : ('other' as const),
      connectedAtMs: nowMs - 600_000,
    })),
    plugins: [
      {
        name: 'filter',
        file: '/home/owner/.lloom/executor/plugins/filter/plugin.mjs',
        state: 'running',
        onFailure: 'closed',
        hooks: ['onRequest'],
        confinement: 'permissions',
        processId: 4711,
        memoryBytes: 48_200_000,
        restarts: 1,
        asked: 120,
        rejected: 7,
        failed: 1,
        timedOut: 1,
        dropped: 0,
        problem: null,
      },
      {
        name: 'logger',
        file: '/home/owner/.lloom/executor/plugins/logger/plugin.mjs',
        state: 'waiting',
        onFailure: 'open',
        hooks: [],
        confinement: 'permissions',
        processId: null,
        memoryBytes: null,
        restarts: 3,
        asked: 0,
        rejected: 0,
        failed: 0,
        timedOut: 0,
        dropped: 12,
        problem: {
          code: 'PLUGIN_CRASHED',
          message: 'The process of a plugin ended.',
          hint: 'Correct the plugin; it is started again by itself.',
          details: { plugin: 'logger', status: 1, signal: null },
          atMs: nowMs - 4000,
        },
      },
    ],
    models: modelIds.map((id, n) => ({
      id,
      backend: 'LM Studio',
      aliases: n === 0 ? ['fast'] : [],
      state: n === 2 ? ('unloaded' as const) : ('loaded' as const),
      loadProgress: null,
      loadProblem: null,
      contextLength: n === 2 ? null : 32_768,
      architecture: id.split(/[-\d.]/)[0] ?? null,
      quantization: 'Q4_K_M',
      parameters: n === 2 ? '24B' : '7B',
      features: ['chat', 'completion'],
      sizeBytes: 4_683_073_184 + n * 700_000_000,
      gpuMemoryBytes: n === 2 ? null : 5_200_000_000,
      needsBytes: 5_200_000_000 + n * 4_100_000_000,
      lastUsedAtMs: n === 2 ? null : nowMs - 12_000,
      performance: n === 2 ? null : { tokensPerSecond: 91.8, timeToFirstTokenMs: 180, source: 'benchmark' as const },
      enabled: true,
      canLoad: true,
      canUnload: true,
      served: n !== 2,
      notServedBecause: n === 2 ? 'It is not loaded.' : null,
      inboundPriceWei: inboundPriceWei.toString(),
      outboundPriceWei: outboundPriceWei.toString(),
    })),
    queue: {
      items: [1, 2, 3].map((n) => ({
        id: `r-1000${n}`,
        state: n < 3 ? ('running' as const) : ('waiting' as const),
        model: modelIds[n % 2] ?? modelIds[0],
        clientPeerId: clientPeerId(n),
        clientAddress: `0x${hex(n, 40)}`,
        acceptedAtMs: nowMs - n * 1500,
        startedAtMs: n < 3 ? nowMs - n * 1400 : null,
        deadlineMs: nowMs + 240_000,
        lane: 'normal' as const,
        position: n < 3 ? null : 1,
        expectedWaitMs: n < 3 ? null : 2400,
        held: false,
        outboundTokens: n < 3 ? 186 - n * 40 : 0,
        maxOutboundTokens: 512,
        tokensPerSecond: n < 3 ? 91.8 - n : null,
        chargeSoFarWei: n < 3 ? (BigInt(186 - n * 40) * outboundPriceWei).toString() : '0',
      })),
      recent: rows.slice(0, 10).map((row) => ({
        id: row.id,
        model: row.model,
        clientPeerId: row.clientPeerId,
        finishedAtMs: row.finishedAtMs ?? row.admittedAtMs,
        durationMs: row.durationMs ?? 0,
        outcome: row.voidReason ?? 'accrued',
        problem: null,
        chargeWei: row.state === 'accrued' ? (row.chargeWei ?? '0') : '0',
      })),
      maxConcurrent: 10,
      maxWaiting: 100,
      lanes: [
        { lane: 'high', waiting: 0, limit: 0 },
        { lane: 'normal', waiting: 1, limit: 100 },
        { lane: 'low', waiting: 0, limit: 0 },
      ],
    },
    rows,
    prices: {
      inboundEth: '0.0005',
      outboundEth: '0.001',
      inboundWei: inboundPriceWei.toString(),
      outboundWei: outboundPriceWei.toString(),
      clientOffer: { inboundWei: inboundPriceWei.toString(), outboundWei: outboundPriceWei.toString() },
      aboveClientOffer: false,
    },
    config: defaultConfigView(),
    admission: {
      outcomes: { accrued: 128, RATE_LIMITED: 7, CONTENT_BLOCKED_PROMPT: 2 },
      blockedByRule: [{ rule: 'pattern 1 (9f86d081)', count: 2 }],
      rateLimitedByRule: [{ rule: 'peer_id requests 60/min', count: 7 }],
    },
    cache: {
      enabled: true,
      backend: 'memory',
      scope: 'per_client',
      state: 'ready',
      entries: 1204,
      bytes: 18_300_000,
      maxBytes: 250_000_000,
      ttlSeconds: 3600,
      counts: { hits: 311, misses: 1204, shared: 12, stored: 1204, dropped: 0, failures: 0, rejected: 0 },
    },
    hardware: fakeHardware(nowMs),
    presence: fakePresence(),
    catalogue: fakeCatalogue,
    pulls: [],
    doctor: fakeReports,
    benchmarks: [fakeBenchmark(modelIds[0], nowMs - 7_200_000)],
  };
}
