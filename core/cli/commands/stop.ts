import type { ControlTarget } from '../../control/index.ts';
import { delay } from '../../foundation/clock.ts';
import { ExecutorError, isExecutorError } from '../../foundation/errors/index.ts';
import { folderHolder, isFolderFree } from '../../foundation/lock/index.ts';
import { defineCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { wholeNumber } from '../options.ts';

/** A request may take 280 s by default; the rest is for closing. */
const defaultTimeoutSecs = 300;
const pollMs = 50;

/** `stop`: ends the running executor, the app's as well, and waits until it has ended. */
export const stop = defineCommand<{ now?: boolean; timeout: number }>({
  name: 'stop',
  about: 'End the running executor; running requests are finished first.',
  more: 'It returns when the executor has ended and the data folder is free. With --now running requests are given up; nothing is charged for them.',
  examples: ['stop', 'stop --now', 'stop --timeout 30'],
  configure: (command) =>
    void command
      .option('--now', 'give up running requests')
      .option('--timeout <seconds>', 'wait at most so long for it to end', wholeNumber(1, 3600), defaultTimeoutSecs),
  async run(context, { now = false, timeout }) {
    const startedAtMs = context.clock.monotonicMs();
    const limit = AbortSignal.any([context.signal, AbortSignal.timeout(timeout * 1000)]);
    let answers = false;
    const onAnswer = (): void => {
      answers = true;
    };
    try {
      await shutDown(context, now ? 'now' : 'finish', { signal: limit, onAnswer });
      while (!isFolderFree(context.paths.dataFolder)) await delay(context.clock, pollMs, limit);
    } catch (error) {
      if (context.signal.aborted) throw error;
      if (!answers && (limit.aborted || isExecutorError(error, 'CONTROL_TIMEOUT'))) throw silent(context);
      if (!limit.aborted) throw error;
      throw new ExecutorError('CONTROL_TIMEOUT', {
        problem: `it is still finishing after ${timeout} s`,
        hint: 'Wait longer, or run "lloom-executor stop --now".',
      });
    }
    const durationMs = Math.round(context.clock.monotonicMs() - startedAtMs);
    return { value: { ok: true, durationMs }, text: 'The executor has stopped.' };
  },
});

/** Asks for it and waits until the connection ends. */
async function shutDown(
  context: CliContext,
  mode: 'finish' | 'now',
  { signal, onAnswer }: { readonly signal: AbortSignal; readonly onAnswer: () => void },
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => ended.reject(signal.reason), { once: true });
  ended.promise.catch(() => {});
  try {
    await context.call('status.get', {}, { signal });
    onAnswer();
    await context.control.subscribe(ignoreEvents, () => ended.resolve(), { signal });
    await context.call('executor.shutdown', { mode }, { signal });
  } catch (error) {
    // It may end faster than it answers.
    if (!isExecutorError(error, 'CONTROL_DISCONNECTED')) throw error;
    return;
  }
  await ended.promise;
}

/** For an executor that holds its socket and says nothing. */
function silent({ paths }: CliContext): ExecutorError {
  const pid = folderHolder(paths.dataFolder)?.pid ?? null;
  return new ExecutorError('CONTROL_TIMEOUT', {
    problem: pid === null ? 'it does not answer' : `it does not answer (process ${pid})`,
    hint: 'Try again in a moment. If it stays so, end its process.',
  });
}

const ignoreEvents: Parameters<ControlTarget['subscribe']>[0] = () => {};
