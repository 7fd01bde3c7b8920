import type { CatalogueModel, Pull } from '../../control/index.ts';
import { delay } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { formatBytes, formatDuration, plural } from '../output/format.ts';
import { formatTable } from '../output/table.ts';
import { loadSettings } from '../settings.ts';
import { LiveLine } from '../start/live-line.ts';

/** Between two looks at a download, milliseconds. */
const LOOK_MS = 500;

/** Who downloads: the running executor, or this program. */
interface Downloader {
  catalogue(): Promise<readonly CatalogueModel[]>;
  pull(id: string): Promise<readonly Pull[]>;
  look(): Promise<readonly Pull[]>;
  cancel(id: string): Promise<unknown>;
}

/** `models pull`: downloads a model of the catalogue for the built-in engine, or lists them. */
export const modelsPull = defineCommand({
  name: 'models pull',
  about: 'Download an open model for the built-in engine; without a name, list those that there are.',
  more: 'A download that was cut off goes on where it ended. Ctrl+C ends it; what has arrived is kept.',
  examples: ['models pull', 'models pull qwen3-4b'],
  configure: (command) => void command.argument('[model]', 'its name in the catalogue'),
  async run(context, _, [id]) {
    const downloader = await chooseDownloader(context);
    if (id === undefined) {
      const value = await downloader.catalogue();
      return { value, text: describeCatalogue(value) };
    }
    const done = await follow(context, downloader, id);
    return { value: done, text: `Downloaded ${id}, ${formatBytes(done.receivedBytes)}.` };
  },
});

async function chooseDownloader(context: CliContext): Promise<Downloader> {
  if ((await context.callIfRunning('models.pulls', {})) !== null) {
    return {
      catalogue: () => context.call('models.catalogue', {}),
      pull: (id) => context.call('models.pull', { id }),
      look: () => context.call('models.pulls', {}),
      // Asked when the person has ended everything else.
      cancel: (id) => context.call('models.cancelPull', { id }, { signal: AbortSignal.timeout(5000) }),
    };
  }
  const [{ Pulls, modelsFolder }, { pullCalls }, { silentLogger: logger }, { HardwareMonitor, surroundingsOf }] =
    await Promise.all([
      import('../../inference/catalogue/index.ts'),
      import('../../executor/index.ts'),
      import('../../foundation/logger.ts'),
      import('../../inference/resources/index.ts'),
    ]);
  const { config } = await loadSettings(context);
  const { clock, paths, environment } = context;
  const { dataFolder } = paths;
  const pulls = new Pulls(
    { clock, logger, onChange: () => {}, onInstalled: () => {} },
    { folder: modelsFolder(dataFolder), settings: config.downloads },
  );
  const surroundings = surroundingsOf({ env: environment.env });
  const hardware = new HardwareMonitor({ clock, logger }, { surroundings, dataFolder });
  const calls = pullCalls({ pulls, hardware });
  const call = { signal: context.signal };
  return {
    catalogue: () => calls['models.catalogue']({}, call),
    pull: (id) => calls['models.pull']({ id }, call),
    look: () => calls['models.pulls']({}, call),
    cancel: () => pulls.stop(),
  };
}

/** Shows a download until it has ended. @throws What it failed with; the reason of the signal, after ending it */
async function follow(context: CliContext, downloader: Downloader, id: string): Promise<Pull> {
  const { terminal, clock, signal } = context;
  const line = terminal.err.isTerminal && !context.json ? new LiveLine(terminal.err) : null;
  // Timers of the clock do not keep a program alive.
  const keepAlive = setInterval(() => {}, 60_000);
  let pulls = await downloader.pull(id);
  try {
    for (;;) {
      const pull = pulls.find((one) => one.id === id);
      if (pull === undefined || pull.state === 'cancelled') throw new ExecutorError('DOWNLOAD_CANCELLED');
      if (pull.problem !== null) throw ExecutorError.fromObject(pull.problem);
      if (pull.state === 'done') return pull;
      line?.show(describePull(pull));
      await delay(clock, LOOK_MS, signal);
      pulls = await downloader.look();
    }
  } catch (thrown) {
    if (signal.aborted) await downloader.cancel(id).catch(() => {});
    throw thrown;
  } finally {
    clearInterval(keepAlive);
    line?.end();
  }
}

function describePull({ id, state, receivedBytes, totalBytes, bytesPerSecond }: Pull): string {
  if (state === 'waiting') return `${id}: waits for another download`;
  if (state === 'verifying') return `${id}: checking what arrived`;
  const part = totalBytes === null ? '' : ` of ${formatBytes(totalBytes)}`;
  if (bytesPerSecond === null || bytesPerSecond <= 0) return `${id}: ${formatBytes(receivedBytes)}${part}`;
  const leftMs = (((totalBytes ?? receivedBytes) - receivedBytes) / bytesPerSecond) * 1000;
  return `${id}: ${formatBytes(receivedBytes)}${part}, ${formatBytes(bytesPerSecond)}/s, ${formatDuration(leftMs)} left`;
}

function describeCatalogue(models: readonly CatalogueModel[]): string {
  const table = formatTable(
    models,
    [
      { title: 'Name', cell: (model) => model.id },
      { title: 'Model', cell: (model) => model.title },
      { title: 'Download', align: 'right', cell: (model) => formatBytes(model.sizeBytes) },
      { title: 'Needs', align: 'right', cell: (model) => formatBytes(model.needsBytes) },
      { title: 'Fits', cell: (model) => (model.fits === null ? 'not known' : model.fits ? 'yes' : 'no') },
      { title: 'Licence', cell: (model) => model.licence },
      { title: 'Here', cell: (model) => (model.installed ? 'yes' : 'no') },
    ],
    'The catalogue is empty.',
  );
  return `${table}\n${plural(models.length, 'model')}; "lloom-executor models pull NAME" downloads one.`;
}
