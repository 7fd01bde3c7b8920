import { expect, it } from 'vitest';
import { silentLogger } from '../../../../../../core/foundation/logger.ts';
import {
  type CompletionProgress,
  createLlmClient,
  demoSettings,
} from '../../../../../../core/inference/backends/index.ts';
import { buildCompletionRequest, going } from '../../../../../utils/backend.ts';
import { expectCode } from '../../../../../utils/expect-code.ts';
import { createManualClock } from '../../../../../utils/manual-clock.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function answer(prompt: string) {
  const clock = createManualClock();
  const client = createLlmClient(demoSettings, { clock, logger: silentLogger });
  const progress: CompletionProgress[] = [];
  const request = buildCompletionRequest({ model: 'demo-chat-8b', prompt, maxOutboundTokens: 500 });
  const call = client.complete(request, { signal: going(), onProgress: (step) => progress.push(step) });
  for (let guard = 0; clock.timerCount > 0 && guard < 20_000; guard += 1) {
    clock.advance(5);
    await turn();
  }
  return { completion: await call, progress };
}

it('answers the same request the same, with the same counts', async () => {
  const [first, second] = [await answer('Hello there'), await answer('Hello there')];
  expect(second.completion).toEqual(first.completion);
  expect(first.completion).toMatchObject({ inboundTokens: 10, countedBy: 'backend', finishReason: 'stop' });
});

it('answers different requests differently', async () => {
  const answers = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(answer));
  expect(new Set(answers.map(({ completion }) => completion.content)).size).toBeGreaterThan(2);
});

it('speaks at the speed of a model', async () => {
  const { completion } = await answer('How fast are you?');
  const seconds = (completion.durationMs - (completion.timeToFirstTokenMs ?? 0)) / 1000;
  expect(completion.timeToFirstTokenMs).toBeGreaterThanOrEqual(300);
  expect(completion.outboundTokens / seconds).toBeGreaterThan(15);
  expect(completion.outboundTokens / seconds).toBeLessThan(45);
});

it('knows only its own models', async () => {
  const client = createLlmClient(demoSettings, { clock: createManualClock(), logger: silentLogger });
  const call = client.complete(buildCompletionRequest({ model: 'qwen' }), { signal: going() });
  await expectCode(call, 'BACKEND_MODEL_NOT_FOUND');
});
