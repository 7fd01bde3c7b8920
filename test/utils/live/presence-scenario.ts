import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallInput, CallName, CallOutput, Presence } from '../../../core/control/index.ts';
import { launchExecutor } from '../../../core/executor/index.ts';
import { takeEnvironment } from '../../../core/foundation/config/index.ts';
import { isExecutorError } from '../../../core/foundation/errors/index.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { LocalNetwork } from '../../../core/testing/index.ts';
import { createFakeNvidia } from '../../fakes/hardware/index.ts';
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import type { Closing } from './closing.ts';
import { eventually } from './eventually.ts';
import { startGame } from './game.ts';

/** How a game goes. */
export interface GameOptions {
  /** Requests that are under way when it starts. */
  readonly requests: number;
  /** How long after the unload call the GPU is free; null for never. */
  readonly freedAfterUnloadMs: number | null;
}

/** How it went. */
export interface GameResult {
  /** Presence while it was paused, and everything was settled. */
  readonly paused: Presence;
  /** From the start of the process to the proof that the memory is free, milliseconds; null when it never was. */
  readonly freedAfterMs: number | null;
  /** Requests that got their answer before the pause, that were handed back, and whose client heard nothing. */
  readonly answered: number;
  readonly handedBack: number;
  readonly lost: number;
  /** Requests that were answered in the end, those that were asked again included. */
  readonly answeredInTheEnd: number;
  /** From the end of the game to serving again, milliseconds. */
  readonly resumedAfterMs: number;
  /** Requests of the model program to let its model go. */
  readonly unloads: number;
}

const MEBIBYTES = { model: 11_000, desktop: 700, game: 3000 };

/** A game starts in the middle of requests, is played for a while, and ends; everything real but model and GPU. */
export async function playGame(closing: Closing, options: GameOptions): Promise<GameResult> {
  const folder = await closing.folder();
  const tools = join(folder, 'bin');
  mkdirSync(tools);
  const nvidia = createFakeNvidia(tools);
  const show = (mebibytes: number) => {
    const program = '/home/someone/.lmstudio/bin/llmster';
    const processes = [{ pid: 4_000_001, program, memoryMebibytes: mebibytes }];
    const memoryUsedMebibytes = MEBIBYTES.desktop + mebibytes;
    nvidia.setGpus([{ memoryUsedMebibytes, processes: mebibytes === 0 ? [] : processes }]);
  };
  show(MEBIBYTES.model);
  let unloads = 0;
  const server = closing.add(
    await startLlmServer({
      dialect: 'lmstudio',
      latencyMs: 1200,
      slots: 4,
      models: [{ id: 'qwen3-4b', type: 'llm', loaded: true, contextLength: 8192 }],
      onUnload() {
        unloads += 1;
        if (options.freedAfterUnloadMs !== null) setTimeout(() => show(0), options.freedAfterUnloadMs);
      },
      onLoad: () => show(MEBIBYTES.model),
    }),
  );
  const network = new LocalNetwork();
  await network.start();
  closing.add({ close: () => network.stop() });
  writeFileSync(join(folder, 'config.toml'), configOf(network.validator.address, server.url));
  const launched = await launchExecutor({
    face: 'cli',
    environment: takeEnvironment({ LLOOM_DATA_DIR: folder, PATH: tools, HOME: folder }),
    logger: silentLogger,
  });
  closing.add({ close: () => launched.stop('now') });
  const call = <K extends CallName>(name: K, input: CallInput<K>): Promise<CallOutput<K>> =>
    launched.executor.handlers[name](input, { signal: new AbortController().signal });
  const until = (state: string) =>
    eventually(`the executor is ${state}`, async () => (await call('status.get', {})).state === state);
  await until('serving');

  const clients = await Promise.all(Array.from({ length: options.requests }, () => network.addClient()));
  const ask = (client: (typeof clients)[number], prompt: string) => client.request({ model: 'qwen3-4b', prompt });
  const firsts = clients.map((client, index) => heard(ask(client, `question ${index}`)));
  if (options.requests > 0) await eventually('some are answered', () => server.stats().served >= 4);

  const game = closing.add(await startGame(folder, 'eldenring.exe'));
  const paused = await eventually('it is paused', async () => {
    const presence = await call('presence.get', {});
    return presence.state === 'paused' && presence;
  });
  const outcomes = await Promise.all(firsts);
  const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;

  const endedAtMs = Date.now();
  await game.close();
  await until('serving');
  const resumedAfterMs = Date.now() - endedAtMs;
  const again = clients.filter((_, index) => outcomes[index] === 'handed back');
  const seconds = await Promise.all(again.map((client, index) => heard(ask(client, `once more ${index}`))));
  const provenAtMs = (paused.cause?.sinceMs ?? 0) + (paused.release?.freedAfterMs ?? 0);
  return {
    paused,
    freedAfterMs: paused.release?.verified === 'freed' ? provenAtMs - game.startedAtMs : null,
    answered: count('answered'),
    handedBack: count('handed back'),
    lost: count('lost'),
    answeredInTheEnd: count('answered') + seconds.filter((outcome) => outcome === 'answered').length,
    resumedAfterMs,
    unloads,
  };
}

type Heard = 'answered' | 'handed back' | 'lost';

/** What a client heard of its request: nothing within its time is what must not be. */
function heard(answer: Promise<unknown>): Promise<Heard> {
  const silence = new Promise<Heard>((resolve) => setTimeout(() => resolve('lost'), 30_000).unref());
  const word = answer.then(
    (): Heard => 'answered',
    (error: unknown): Heard => (isExecutorError(error, 'NETWORK_REQUEST_FAILED') ? 'handed back' : 'lost'),
  );
  return Promise.race([word, silence]);
}

const configOf = (bootstrap: string, url: string) => `[network]
listen_address = "/ip4/127.0.0.1/tcp/0"
bootstrap_peers = ["${bootstrap}"]
[llm_client]
backend = "lmstudio"
base_url = "${url}/v1"
[request_handling]
max_concurrent_requests = 4
[presence]
resume_after_secs = 1
`;
