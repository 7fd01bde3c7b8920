import type { ControlHandlers, DoctorReport } from '../../control/index.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { type DoctorReport as Report, runDoctor } from '../../inference/backends/index.ts';
import { runBenchmark } from '../../inference/benchmark/index.ts';
import type { ResourceLease } from '../../request/index.ts';
import type { ExecutorModules } from '../modules.ts';

type Calls = Pick<ControlHandlers, 'backend.doctor' | 'benchmark.run' | 'benchmark.list'>;
type Modules = Pick<
  ExecutorModules,
  'pool' | 'catalog' | 'clock' | 'random' | 'queue' | 'energy' | 'resources' | 'measured' | 'surroundings'
>;

/** The calls that try the model programs. One benchmark runs at a time: two would measure each other. */
export function doctorCalls(modules: Modules): Calls {
  const { pool, catalog, clock, random, queue, energy, resources, measured, surroundings } = modules;
  let measuring = false;
  return {
    'backend.doctor': async ({ model = null }, { signal }) => {
      const { HOME, USERPROFILE } = surroundings.env;
      const reports = await runDoctor(
        { clock },
        {
          configured: pool.members(),
          maxConcurrentRequests: queue.maxConcurrent,
          model,
          home: HOME ?? USERPROFILE ?? null,
          signal,
        },
      );
      return reports.map(doctorView);
    },
    'benchmark.run': async ({ id }, { signal }) => {
      const model = catalog.resolve(id);
      const client = pool.clientOf(model);
      if (client === null) throw new ExecutorError('BACKEND_MODEL_NOT_FOUND', { model });
      if (measuring) throw new ExecutorError('BENCHMARK_RUNNING');
      measuring = true;
      let lease: ResourceLease | null = null;
      try {
        // It takes its turn as a request does, and the model stays until it is done.
        lease = await resources.manager.acquire(
          { requestId: random.id(), model, inboundTokensEstimate: 0, maxOutboundTokens: 0 },
          signal,
        );
        const benchmark = await runBenchmark({ client, clock, random, energy }, { model, signal });
        await measured.keep(benchmark);
        return { ...benchmark, cells: [...benchmark.cells] };
      } finally {
        lease?.release();
        measuring = false;
      }
    },
    'benchmark.list': async () => (await measured.list()).map((one) => ({ ...one, cells: [...one.cells] })),
  };
}

function doctorView({ lines, ...report }: Report): DoctorReport {
  return { ...report, lines: [...lines] };
}
