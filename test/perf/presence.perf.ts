import { withClosing } from '../utils/live/closing.ts';
import { type GameResult, playGame } from '../utils/live/presence-scenario.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'A game starts in the middle of 20 requests, with a scripted LM Studio and a GPU that lets its memory go 1 s after the unload ' +
  'call. freedAfterMs (from the start of the process to the proof) below 5000 with the default drain of 3 s; lostRequests ' +
  '(neither an answer nor a closed stream) 0. In neverFreed the GPU keeps its memory: heldBy says who has it.';

export async function run({ small }: { small: boolean }) {
  const play = (requests: number, freedAfterUnloadMs: number | null) =>
    withClosing((closing) => playGame(closing, { requests, freedAfterUnloadMs }));
  const freed = await play(small ? 8 : 20, 1000);
  const figures = {
    freedAfterMs: freed.freedAfterMs,
    lostRequests: freed.lost,
    answeredRequests: freed.answered,
    handedBackRequests: freed.handedBack,
    answeredInTheEnd: freed.answeredInTheEnd,
    resumedAfterMs: freed.resumedAfterMs,
    line: freed.paused.line,
  };
  return small ? figures : { ...figures, neverFreed: heldOf(await play(4, null)) };
}

function heldOf({ paused, lost }: GameResult) {
  return {
    verified: paused.release?.verified ?? null,
    heldBy: paused.release?.heldBy.join(', ') ?? null,
    stillHeldBytes: paused.release?.stillHeldBytes ?? null,
    lostRequests: lost,
    line: paused.line,
  };
}
