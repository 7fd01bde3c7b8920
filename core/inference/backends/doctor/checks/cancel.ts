import { delay } from '../../../../foundation/clock.ts';
import { toExecutorError } from '../../../../foundation/errors/index.ts';
import { bad, type Check, type DoctorLine, good, skipped, type Visit } from '../interface.ts';
import { remediesFor } from '../remedies.ts';
import { request } from './answer.ts';

/** An answer long enough that it is surely not over when it is called off. */
const LONG_ANSWER_TOKENS = 1024;
/** Looks at whether it still works, and the time between two, milliseconds. */
const LOOKS = 6;
const LOOK_EVERY_MS = 500;

/** Whether it stops when a request is called off, as it is when the client leaves or the owner wants the GPU. */
export const cancel: Check = async (visit) => {
  const { client, model, completion } = visit;
  if (model === null || completion === null) return [];
  const busyBefore = await busySlots(visit);
  const stopped = await stopOne(visit, model.id);
  if (stopped !== null) return [stopped];
  if (busyBefore === null) return [byNextAnswer(visit, await timeNext(visit, model.id))];
  for (let look = 0; look < LOOKS; look += 1) {
    const busy = await busySlots(visit);
    if (busy !== null && busy <= busyBefore) return [good('cancel', 'It stops at once when a request is called off.')];
    await delay(visit.clock, LOOK_EVERY_MS, visit.signal);
  }
  return [bad('cancel', 'It goes on working on a request that was called off.', remediesFor(client.kind).cancel)];
};

/** Calls a long answer off at its first model token; a line where that could not be done. */
async function stopOne({ client, signal }: Visit, model: string): Promise<DoctorLine | null> {
  const stop = new AbortController();
  try {
    await client.complete(request(model, 'Write a very long story about the sea.', LONG_ANSWER_TOKENS), {
      signal: AbortSignal.any([signal, stop.signal]),
      onProgress: () => stop.abort(),
    });
    return skipped('cancel', 'The answer was complete before it could be called off.');
  } catch (thrown) {
    signal.throwIfAborted();
    if (stop.signal.aborted) return null;
    const { message, hint } = toExecutorError(thrown, 'BACKEND_FAILED');
    return bad('cancel', message, hint);
  }
}

/** Where it does not tell what it works on: a program that goes on makes the next request wait. */
async function timeNext({ client, signal, clock }: Visit, model: string): Promise<number | null> {
  const startedAtMs = clock.monotonicMs();
  try {
    const { timeToFirstTokenMs } = await client.complete(request(model, 'Say hello.', 4), { signal });
    return timeToFirstTokenMs ?? clock.monotonicMs() - startedAtMs;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function byNextAnswer({ client, completion }: Visit, nextMs: number | null): DoctorLine {
  const usualMs = completion?.timeToFirstTokenMs ?? null;
  if (nextMs === null || usualMs === null) return skipped('cancel', 'Whether it stops could not be told.');
  // A second more than usual is more than a busy computer makes of nothing.
  if (nextMs <= usualMs * 3 + 1000)
    return good('cancel', 'The next request is answered at once after one was called off.');
  return bad('cancel', 'The next request waits after one was called off.', remediesFor(client.kind).cancel);
}

async function busySlots({ client, signal }: Visit): Promise<number | null> {
  try {
    return (await client.facts({ signal })).busySlots;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
