import { Gauge, Square } from 'lucide-react';
import type { Benchmark } from '../../../core/control/schemas/doctor.ts';
import { Button } from '../../components/controls/Button.tsx';
import type { Column } from '../../components/data/columns.ts';
import { DataTable } from '../../components/data/DataTable.tsx';
import { Dialog } from '../../components/overlays/Dialog.tsx';
import overlay from '../../components/overlays/overlays.module.css';
import { Age } from '../../components/Time.tsx';
import { formatCount, formatSpeed } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { formatDuration } from '../../format/time.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { benchmarkBest } from '../../store/selectors/doctor.ts';
import styles from './models.module.css';

type Cell = Benchmark['cells'][number];

const speed = (value: number | null): string => (value === null ? notKnown : formatSpeed(value));

const columns: readonly Column<Cell>[] = [
  { id: 'prompt', header: 'Tokens in', numeric: true, rowHeader: true, cell: (cell) => formatCount(cell.promptTokens) },
  { id: 'concurrency', header: 'At once', numeric: true, cell: (cell) => formatCount(cell.concurrency) },
  {
    id: 'first',
    header: 'First token',
    numeric: true,
    cell: (cell) => (cell.timeToFirstTokenMs === null ? notKnown : formatDuration(cell.timeToFirstTokenMs)),
  },
  { id: 'one', header: 'One, tok/s', numeric: true, cell: (cell) => speed(cell.tokensPerSecond) },
  { id: 'all', header: 'Together, tok/s', numeric: true, cell: (cell) => speed(cell.totalTokensPerSecond) },
  { id: 'failed', header: 'Failed', numeric: true, cell: (cell) => formatCount(cell.failed) },
];

/** What a model does on this PC: the last figures, and the way to measure them. */
export function BenchmarkDialog({ model, onClose }: { readonly model: string | null; readonly onClose: () => void }) {
  const { benchmark, measuring } = useApp((state) => ({
    benchmark: state.benchmarks.value?.find((one) => one.model === model) ?? null,
    measuring: state.busy.has('benchmark'),
  }));
  const actions = useActions();
  if (model === null) return null;
  return (
    <Dialog open wide title={`Speed of ${model}`} description={<Summary benchmark={benchmark} />} onClose={onClose}>
      {benchmark && (
        <div className={styles.figures}>
          <DataTable
            label={`Benchmark of ${model}`}
            columns={columns}
            rows={benchmark.cells}
            rowId={(cell) => `${cell.promptTokens} ${cell.outboundTokens} ${cell.concurrency}`}
          />
        </div>
      )}
      {measuring && (
        <p role="status" className={overlay.dialogText}>
          Measuring: a warm-up, then prompts of 128 and 1,024 tokens, one to eight at once. It takes a few minutes and
          uses the model; requests of the network wait meanwhile.
        </p>
      )}
      <div className={overlay.dialogActions}>
        {measuring ? (
          <Button icon={Square} onClick={() => void actions.stopMeasuring()}>
            Stop measuring
          </Button>
        ) : (
          <Button icon={Gauge} onClick={() => void actions.measure(model)}>
            {benchmark ? 'Measure again' : 'Measure'}
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function Summary({ benchmark }: { readonly benchmark: Benchmark | null }) {
  if (benchmark === null)
    return 'Not measured yet. The result is announced to the network and helps to plan who waits how long.';
  const { one, all } = benchmarkBest(benchmark);
  return (
    <>
      {one === null ? 'No answer came back.' : `${formatSpeed(one)} tokens per second for one request`}
      {all !== null && `, ${formatSpeed(all)} for all together.`} Measured <Age atMs={benchmark.atMs} />, warm-up{' '}
      {formatDuration(benchmark.warmUpMs)}.
    </>
  );
}
