import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerEntry } from '../../core/money/ledger/index.ts';
import { LocalNetwork } from '../../core/testing/index.ts';
import { spawnLlmServer } from '../fakes/llm-server/spawn.ts';
import { assertThat } from '../utils/assert-that.ts';
import { CliExecutor, cliConfig } from '../utils/live/cli-program.ts';
import { type Closing, withClosing } from '../utils/live/closing.ts';
import { secondsSince } from '../utils/live/eventually.ts';
import { freePort } from '../utils/live/free-port.ts';
import { readLedger, replayKey } from '../utils/live/ledger-audit.ts';
import { type Reply, SignedClient, type SignedRequest } from '../utils/live/signed-client.ts';

export const about =
  'The executor of the command line is killed at random moments while clients ask 200 requests, and started again on ' +
  'the same folder: the ledger is consistent, nothing is charged twice, every replay is refused, the key stays.';

const replayRefusal = 'Request was already accepted';

/** A request with what its client knows of it. */
interface Asked {
  readonly client: SignedClient;
  readonly request: SignedRequest;
  /** The first verified answer. */
  reply: Reply | null;
  answers: number;
}

/** Validator and clients run in this process, model program and executor in processes of their own. */
export async function run({ small }: { small: boolean }) {
  const plan = small ? { requests: 24, kills: 2, clients: 4 } : { requests: 200, kills: 10, clients: 8 };
  const rounds: Awaited<ReturnType<typeof oneRound>>[] = [];
  while (rounds.length < (small ? 1 : 3)) rounds.push(await oneRound(plan));
  const [one] = rounds;
  return one !== undefined && small ? one : { rounds };
}

function oneRound({ requests, kills, clients: clientCount }: { requests: number; kills: number; clients: number }) {
  return withClosing(async (closing) => {
    const scene = await startScene(closing, { clientCount, latencyMs: 40 });
    const { ledgerFile, keyFile, clients } = scene;
    const key = await readFile(keyFile, 'utf8');
    const waiting = Array.from({ length: requests }, (_, number) => `question ${number}`);
    const asked: Asked[] = [];
    const restartSeconds: number[] = [];
    const counts = { kills: 0, lostAtKill: 0, replaysRefused: 0, servedWhenSentAgain: 0 };

    let { executor } = scene;
    // Of each run's share some requests are lost, and the others are answered before.
    const mostAnswers = Math.floor(requests / kills) - clientCount;
    while (counts.kills < kills && waiting.length > clientCount) {
      const before = asked.length;
      const killAt = 1 + Math.random() * (mostAnswers - 1);
      const isOver = () => asked.slice(before).filter(({ reply }) => reply !== null).length >= killAt;
      await askUntil(clients, { waiting, asked, isOver, kill: () => executor.kill() });
      counts.kills++;
      const ofThisRun = asked.slice(before);
      counts.lostAtKill += ofThisRun.filter(({ reply }) => reply === null).length;
      const booked = new Set((await readLedger(ledgerFile)).map(replayKey));

      const startedMs = performance.now();
      executor = closing.add(new CliExecutor(scene.dataFolder));
      const { identity } = await executor.serving();
      restartSeconds.push(secondsSince(startedMs));
      assertThat(identity.peerId === scene.peerId, 'the peer id stays');
      await sendAgain(ofThisRun, (request) => booked.has(replayKey(request)), counts);
    }
    await askUntil(clients, { waiting, asked, isOver: () => false, kill: async () => {} });
    await sendAgain(asked, () => true, counts);
    assertThat((await executor.interrupt()) === 0, 'Ctrl+C ends it in order');

    const rows = await readLedger(ledgerFile);
    assertThat(rows.length === requests && asked.length === requests, 'every request is in the books once');
    assertThat((await readFile(keyFile, 'utf8')) === key, 'the key file stays as it was');
    return { requests, clients: clientCount, ...counts, ...judge(rows, asked), ...spread(restartSeconds) };
  });
}

async function startScene(closing: Closing, options: { clientCount: number; latencyMs: number }) {
  const network = new LocalNetwork();
  await network.start();
  closing.add({ close: () => network.stop() });
  const backend = closing.add(await spawnLlmServer({ dialect: 'lmstudio', slots: 8, latencyMs: options.latencyMs }));
  const dataFolder = await closing.folder();
  const port = await freePort();
  const config = cliConfig({ bootstrap: network.validator.address, baseUrl: backend.url, port });
  await writeFile(join(dataFolder, 'config.toml'), config);
  const executor = closing.add(new CliExecutor(dataFolder));
  const { identity } = await executor.serving();
  const address = `/ip4/127.0.0.1/tcp/${port}`;
  const clients: SignedClient[] = [];
  for (let made = 0; made < options.clientCount; made++) {
    const client = closing.add(new SignedClient({ peerId: identity.peerId, address }));
    await client.start();
    clients.push(client);
  }
  const ledgerFile = join(dataFolder, 'executor.sqlite');
  return { executor, dataFolder, ledgerFile, keyFile: join(dataFolder, 'identity_key'), clients, ...identity };
}

/** Every client asks one request after the other until none waits; or, some time after it is over, until `kill`. */
async function askUntil(
  clients: readonly SignedClient[],
  work: { waiting: string[]; asked: Asked[]; isOver: () => boolean; kill: () => Promise<void> },
): Promise<void> {
  let killing: Promise<void> | null = null;
  let killed = false;
  const killSoon = async () => {
    // Somewhere in the life of the requests under way: from arriving to being booked as accrued.
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 70));
    killed = true;
    await work.kill();
  };
  const asking = clients.map(async (client) => {
    for (let prompt = work.waiting.shift(); prompt !== undefined; prompt = killed ? undefined : work.waiting.shift()) {
      const one: Asked = { client, request: client.sign(prompt), reply: null, answers: 0 };
      work.asked.push(one);
      note(one, await client.send(one.request));
      if (work.isOver()) killing ??= killSoon();
    }
  });
  await Promise.all(asking);
  await killing;
}

function note(one: Asked, reply: Reply): void {
  if (reply.kind !== 'answer') return;
  assertThat(reply.payload.content.includes(one.request.prompt), 'the answer is the answer to this request');
  one.reply ??= reply;
  one.answers++;
}

/** Sends signed requests again: those in the books are refused, the others were never here and are served. */
async function sendAgain(
  asked: readonly Asked[],
  isBooked: (request: SignedRequest) => boolean,
  counts: { replaysRefused: number; servedWhenSentAgain: number },
): Promise<void> {
  const waiting = [...asked];
  const sending = Array.from({ length: 8 }, async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      const reply = await one.client.send(one.request);
      if (isBooked(one.request)) {
        assertThat(reply.kind === 'refused' && reply.error === replayRefusal, 'a replay is refused');
        counts.replaysRefused++;
      } else {
        assertThat(reply.kind === 'answer', `a request that was never booked is served, not ${reply.kind}`);
        note(one, reply);
        counts.servedWhenSentAgain++;
      }
    }
  });
  await Promise.all(sending);
}

/** Holds the books against what the clients know. */
function judge(rows: readonly LedgerEntry[], asked: readonly Asked[]) {
  const byKey = new Map(rows.map((row) => [replayKey(row), row]));
  let answeredButVoid = 0;
  for (const { request, reply, answers } of asked) {
    const row = byKey.get(replayKey(request));
    assertThat(answers <= 1, 'no request is answered twice');
    if (reply?.kind !== 'answer') continue;
    assertThat(row !== undefined, 'every answer is in the books');
    if (row.state === 'void') answeredButVoid++;
    else assertThat(String(row.outcome?.chargeWei) === reply.payload.total_cost, 'the charge is the one answered');
  }
  const settled = rows.every(({ state }) => state === 'accrued' || state === 'void');
  assertThat(settled, 'every row is accrued or void');
  const accrued = rows.filter(({ state }) => state === 'accrued');
  const answered = new Set(asked.filter(({ reply }) => reply !== null).map(({ request }) => replayKey(request)));
  const accruedNotReceived = accrued.filter((row) => !answered.has(replayKey(row))).length;
  return {
    rows: rows.length,
    accrued: accrued.length,
    voided: rows.length - accrued.length,
    answersReceived: answered.size,
    /** The kill fell between handing the answer over and booking it: the client's luck. */
    answeredButVoid,
    /** Handed to the network in full, and lost on its way to a client by the kill. */
    accruedNotReceived,
    chargedTwice: accrued.length - new Set(accrued.map(replayKey)).size,
  };
}

function spread(seconds: readonly number[]) {
  const sorted = [...seconds].sort((left, right) => left - right);
  const restartMedianSeconds = sorted[Math.floor(sorted.length / 2)] ?? null;
  return { restartMedianSeconds, restartMaxSeconds: sorted.at(-1) ?? null };
}
