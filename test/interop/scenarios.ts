import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ControlClient } from '../../core/control/socket/index.ts';
import { systemClock } from '../../core/foundation/clock.ts';
import { spawnLlmServer } from '../fakes/llm-server/spawn.ts';
import { CliExecutor, cliConfig } from '../utils/live/cli-program.ts';
import type { Closing } from '../utils/live/closing.ts';
import { eventually } from '../utils/live/eventually.ts';
import { freePort } from '../utils/live/free-port.ts';
import { launchDesktopApp } from './desktop-app.ts';
import { type ClientRun, RustValidator, runRustClient } from './programs.ts';

/** How much is done. */
export interface Plan {
  /** Folder with `lloom-validator` and `lloom-client`. */
  readonly programs: string;
  /** Clients of each scenario. */
  readonly clients: number;
  /** Where each scenario and failure is told. */
  readonly say: (line: string) => void;
}

/** The program that runs the executor. */
export type Face = 'cli' | 'app';

const model = 'qwen3-4b';
/** Clients at the same time: each sleeps most of its 13 s. */
const AT_ONCE = 5;
/**
 * A validator asks a new client only while it knows fewer than 20 peers, and it forgets none; a client that is not
 * asked finds nobody. It is started again in time.
 */
const CLIENTS_PER_VALIDATOR = 10;

/** The network's validator and clients with our executor: through the validator, and (`direct`) through the executor. */
export async function serveRustClients(plan: Plan, face: Face, closing: Closing) {
  const validator = closing.add(new RustValidator(plan.programs, await freePort()));
  await validator.start();
  const backend = closing.add(await spawnLlmServer({ dialect: 'lmstudio', slots: 8, latencyMs: 100 }));
  const dataFolder = await closing.folder();
  const port = await freePort();
  const config = cliConfig({ bootstrap: validator.address, baseUrl: backend.url, port });
  await writeFile(join(dataFolder, 'config.toml'), config);
  const executor = closing.add(await startExecutor(face, dataFolder));
  const control = new ControlClient({ clock: systemClock }, { socketPath: join(dataFolder, 'control.sock') });
  const status = () => control.call('status.get', {});
  const { identity } = await eventually('the executor serves', async () => {
    const now = await status();
    return now.state === 'serving' ? now : null;
  });
  const announced = `Processed Initial announcement from executor ${identity.peerId}`;
  await validator.says(announced);
  const { fromListenPort } = (await status()).network.bootstrap[0] ?? {};

  const seen: Record<string, number> = {};
  const remember = () => {
    for (const [type, count] of Object.entries(validator.announcements(identity.peerId)))
      seen[type] = (seen[type] ?? 0) + count;
  };
  let validatorStarts = 1;
  const through: ClientRun[] = [];
  while (through.length < plan.clients) {
    if (through.length > 0) {
      remember();
      await validator.stop();
      await validator.start();
      validatorStarts++;
      await validator.says(announced);
    }
    const count = Math.min(CLIENTS_PER_VALIDATOR, plan.clients - through.length);
    through.push(...(await ask(plan, { bootstrap: validator.address, count, title: `${face}, validator` })));
  }
  const bootstrap = `/ip4/127.0.0.1/tcp/${port}`;
  const direct = await ask(plan, { bootstrap, count: plan.clients, title: `${face}, executor as bootstrap node` });
  await validator.says(`Processed Heartbeat announcement from executor ${identity.peerId}`);

  const answers = plan.clients * 2;
  const accrued = await eventually('every answer is accrued', async () => {
    const { today } = await status();
    return today.answers >= answers ? today : null;
  }).catch(async () => (await status()).today);
  await control.close();
  const exitStatus = await executor.end();
  await validator.says(`Processed Removal announcement from executor ${identity.peerId}`);
  remember();
  return {
    fromListenPort: fromListenPort ?? null,
    throughValidator: { ...figures(through), validatorStarts },
    executorAsBootstrap: figures(direct),
    announcements: seen,
    answersAccrued: accrued.answers,
    exitStatus,
  };
}

async function startExecutor(face: Face, dataFolder: string) {
  if (face === 'app') return launchDesktopApp(dataFolder);
  const executor = new CliExecutor(dataFolder);
  return { end: () => executor.interrupt(), close: () => executor.close() };
}

async function ask(
  plan: Plan,
  batch: { readonly bootstrap: string; readonly count: number; readonly title: string },
): Promise<readonly ClientRun[]> {
  const runs: ClientRun[] = [];
  const numbers = Array.from({ length: batch.count }, (_, number) => number);
  const asking = Array.from({ length: AT_ONCE }, async () => {
    for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
      const prompt = `question ${number}`;
      const answer = `You said "${prompt}"`;
      const run = await runRustClient(plan.programs, { bootstrap: batch.bootstrap, model, prompt, answer });
      runs.push(run);
      plan.say(`${batch.title}: client ${runs.length} of ${batch.count} ${run.answered ? 'answered' : 'NOT answered'}`);
      if (!run.answered) plan.say(run.output.slice(-3000));
    }
  });
  await Promise.all(asking);
  return runs;
}

function figures(runs: readonly ClientRun[]) {
  const seconds = runs.map((run) => run.seconds).sort((left, right) => left - right);
  const round = (value: number | undefined) => (value === undefined ? null : Math.round(value * 10) / 10);
  return {
    clients: runs.length,
    answered: runs.filter((run) => run.answered).length,
    signatureAccepted: runs.filter((run) => run.signatureAccepted).length,
    medianSeconds: round(seconds[Math.floor(seconds.length / 2)]),
    maxSeconds: round(seconds.at(-1)),
  };
}
