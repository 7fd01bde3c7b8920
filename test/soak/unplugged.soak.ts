import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalNetwork } from '../../core/testing/index.ts';
import { type LlmServer, startLlmServer } from '../fakes/llm-server/index.ts';
import { assertThat } from '../utils/assert-that.ts';
import { CliExecutor, cliConfig } from '../utils/live/cli-program.ts';
import { type Closing, withClosing } from '../utils/live/closing.ts';
import { eventually, secondsSince } from '../utils/live/eventually.ts';
import { freePort } from '../utils/live/free-port.ts';
import { SignedClient } from '../utils/live/signed-client.ts';
import { openTcpProxy, type TcpProxy } from '../utils/live/tcp-proxy.ts';

export const about =
  'Validator and model program come late, are restarted, and the paths to validator and client go silent for 90 s: ' +
  'each time the executor of the command line serves a new client again without help (answeredAfterSeconds, from the ' +
  'end of the fault), and requests whose client is gone are voided in bounded time. With --small the silences last ' +
  '2 s and end with the connections cut.';

const model = 'qwen3-4b';

interface Scene {
  readonly network: LocalNetwork;
  readonly dataFolder: string;
  readonly small: boolean;
  readonly closing: Closing;
}

export function run({ small }: { small: boolean }) {
  return withClosing(async (closing) => {
    const network = new LocalNetwork();
    await network.start();
    closing.add({ close: () => network.stop() });
    const scene = { network, dataFolder: await closing.folder(), small, closing };
    return { ...(await restarts(scene)), ...(await silences(scene)) };
  });
}

/** What ends and comes back in order. */
async function restarts(scene: Scene) {
  const { network, dataFolder, small, closing } = scene;
  const { validator } = network;
  await validator.stop();
  let backend = await startLlmServer({ dialect: 'lmstudio' });
  closing.add({ close: () => backend.close() });
  const config = cliConfig({ bootstrap: validator.address, baseUrl: backend.url });
  await writeFile(join(dataFolder, 'config.toml'), config);
  const executor = closing.add(new CliExecutor(dataFolder));
  await executor.until('the validator refuses us', ({ network: { bootstrap } }) => {
    return bootstrap[0]?.lastError === 'ECONNREFUSED';
  });
  await pass(small ? 1 : 30);
  await validator.start();
  const refusedPort = { answeredAfterSeconds: await untilAnswered(network) };

  await validator.kill();
  await pass(small ? 1 : 20);
  await validator.start();
  const validatorRestart = { answeredAfterSeconds: await untilAnswered(network) };

  await backend.close();
  await pass(small ? 1 : 20);
  const startedMs = performance.now();
  await eventually('a request without model program fails', () => isRefused(network));
  const backendGone = { clientToldAfterSeconds: secondsSince(startedMs) };
  backend = await startLlmServer({ dialect: 'lmstudio', port: Number(new URL(backend.url).port) });
  const backendRestart = { ...backendGone, answeredAfterSeconds: await untilAnswered(network) };
  assertThat((await executor.interrupt()) === 0, 'the executor ends in order');
  await backend.close();
  return { refusedPort, validatorRestart, backendRestart };
}

/** Paths that stop forwarding both ways, and tell nobody. */
async function silences(scene: Scene) {
  const { network, dataFolder, small, closing } = scene;
  const { validator } = network;
  const client = { silence: () => {} };
  const answer = (prompt: string) => {
    if (prompt.startsWith('big')) client.silence();
    return `You said ${prompt}.`;
  };
  const backend = closing.add(await startLlmServer({ dialect: 'lmstudio', answer }));
  const validatorPath = closing.add(await openTcpProxy(portOf(validator.address)));
  const port = await freePort();
  const bootstrap = `/ip4/127.0.0.1/tcp/${validatorPath.port}`;
  await writeFile(join(dataFolder, 'config.toml'), cliConfig({ bootstrap, baseUrl: backend.url, port }));
  const executor = closing.add(new CliExecutor(dataFolder));
  const { identity } = await executor.serving();
  await untilAnswered(network);

  const clientPath = closing.add(await openTcpProxy(port));
  client.silence = () => clientPath.goSilent();
  const gone = await goneClient({ ...scene, backend, executor, clientPath, peerId: identity.peerId });

  const silentMs = performance.now();
  validatorPath.goSilent();
  const noticed = executor
    .until('the silence is noticed', ({ network: now }) => now.bootstrap[0]?.state !== 'connected', 100_000)
    .then(() => secondsSince(silentMs));
  await pass(small ? 1 : 45);
  // It forgets us, so that the next client needs our coming back.
  await validator.kill();
  await validator.start();
  await pass(small ? 1 : 45);
  const silentSeconds = secondsSince(silentMs);
  const told = { tellEnds: small };
  validatorPath.recover(told);
  const validatorSilent = { silentSeconds, answeredAfterSeconds: await untilAnswered(network) };
  clientPath.recover(told);
  const clientSilent = await gone.voided;
  // The last client has its answer a moment before that is booked.
  await eventually('every row is accrued or void', async () => (await gone.open()).length === 0, 5000);
  assertThat((await executor.interrupt()) === 0, 'the executor ends in order');
  return { validatorSilent: { ...validatorSilent, noticedAfterSeconds: await noticed }, clientSilent };
}

/** A client whose path goes silent while one request of it runs, and another one's big answer is on its way. */
async function goneClient(
  scene: Scene & { backend: LlmServer; executor: CliExecutor; clientPath: TcpProxy; peerId: string },
) {
  const { backend, executor, clientPath, peerId, closing, small } = scene;
  const address = `/ip4/127.0.0.1/tcp/${clientPath.port}`;
  const client = closing.add(new SignedClient({ peerId, address }));
  await client.start();
  const before = backend.chats.length;
  backend.setFault({ kind: 'slow-first-token', delayMs: 240_000 }, 1);
  const long = client.sign('long question');
  void client.send(long, AbortSignal.timeout(200_000));
  await eventually('the long request runs', () => backend.chats.length === before + 1);
  backend.setFault({ kind: 'huge', bytes: 2 * 1024 * 1024 }, 1);
  const big = client.sign('big question');
  void client.send(big, AbortSignal.timeout(200_000));
  await eventually('the big request runs', () => backend.chats.length === before + 2);
  const silentMs = performance.now();

  const rows = () => {
    const filter = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
    return executor.control.call('earnings.rows', { filter, limit: 500 });
  };
  const open = async () => (await rows()).filter(({ state }) => state !== 'accrued' && state !== 'void');
  const untilVoid = async (hash: string) => {
    const row = await eventually(
      'a request whose client is gone is void',
      async () => (await rows()).find(({ payloadHash, state }) => payloadHash === hash && state === 'void'),
      small ? 20_000 : 120_000,
    );
    return { voidAfterSeconds: secondsSince(silentMs), voidReason: row.voidReason };
  };
  const abandoned = backend.abandonment().then(() => secondsSince(silentMs));
  const voided = (async () => {
    const [longRequest, bigAnswer] = await Promise.all([untilVoid(long.payloadHash), untilVoid(big.payloadHash)]);
    return { longRequest: { ...longRequest, generationStoppedAfterSeconds: await abandoned }, bigAnswer };
  })();
  voided.catch(() => {});
  return { voided, open };
}

/** Seconds until a client that knows only the validator has an answer. */
async function untilAnswered(network: LocalNetwork): Promise<number> {
  const startedMs = performance.now();
  await eventually('a new client is answered', () => askOnce(network), 90_000);
  return secondsSince(startedMs);
}

/** A client with a new key asks once; throws when it gets no answer. */
async function askOnce(network: LocalNetwork): Promise<boolean> {
  const client = await network.addClient({ dialTimeoutMs: 2000 });
  try {
    const { content } = await client.request({ model, prompt: 'anybody?', timeoutMs: 4000 });
    return content.includes('anybody?');
  } finally {
    await client.stop();
  }
}

async function isRefused(network: LocalNetwork): Promise<boolean> {
  return askOnce(network).then(
    () => false,
    (error: { code?: string }) => error.code === 'NETWORK_REQUEST_FAILED',
  );
}

function portOf(address: string): number {
  return Number(address.split('/').at(-1));
}

function pass(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
