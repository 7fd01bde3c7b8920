import { ControlClient } from '../../../core/control/socket/index.ts';
import { systemClock } from '../../../core/foundation/clock.ts';
import { silentLogger } from '../../../core/foundation/logger.ts';
import { randomIdentity } from '../../../core/identity/index.ts';
import { Gossip, Host, KadClient, parseAddress } from '../../../core/network/index.ts';
import { EXECUTOR_KEY, topics } from '../../../core/protocol/index.ts';

/** Answer times of one kind of call, milliseconds. */
export interface ProbeFigures {
  readonly calls: number;
  readonly medianMs: number;
  readonly maxMs: number;
}

/** Asks a busy executor all the time, in every way there is besides requests. */
export interface Probes {
  /** Asks until `done` settles. */
  runUntil(done: Promise<unknown>): Promise<void>;
  figures(): { readonly control: ProbeFigures; readonly kad: ProbeFigures; readonly gossip: ProbeFigures };
  close(): Promise<void>;
}

/** Pause after each call, milliseconds; gossip costs the executor two signature checks a message. */
const pausesMs = { control: 10, kad: 50, gossip: 100 } as const;

const modules = () => ({ identity: randomIdentity(), clock: systemClock, logger: silentLogger });

async function openNode(executor: string) {
  const host = new Host(modules(), { listen: null });
  // Clients do not take this topic, so that every one who does is in the executor's mesh.
  const gossip = new Gossip({ host }, { topics: [topics.executorUpdates] });
  await host.start();
  gossip.start();
  const { connection } = await host.dial(parseAddress(executor), { signal: AbortSignal.timeout(10_000) });
  host.greetGossip(connection);
  return { host, gossip, connection };
}

/** Connects: to the control socket, and twice to the network side, so that gossip has two ends. */
export async function openProbes(executor: string, socketPath: string): Promise<Probes> {
  const control = new ControlClient({ clock: systemClock }, { socketPath });
  const [speaker, listener] = [await openNode(executor), await openNode(executor)];
  const kad = new KadClient({ clock: systemClock });
  const times = { control: [] as number[], kad: [] as number[], gossip: [] as number[] };
  const heard = new Map<string, () => void>();
  listener.gossip.onMessage(({ data }) => heard.get(Buffer.from(data).toString())?.());
  let sequence = 0;

  async function throughGossip(timeoutMs: number): Promise<boolean> {
    sequence += 1;
    const text = `probe ${sequence}`;
    const arrived = new Promise<boolean>((resolve) => {
      heard.set(text, () => resolve(true));
      setTimeout(resolve, timeoutMs, false);
    });
    await speaker.gossip.publish(topics.executorUpdates, Buffer.from(text));
    return arrived;
  }

  const calls = {
    control: () => control.call(++sequence % 2 === 0 ? 'status.get' : 'queue.get', {}),
    kad: () => kad.getProviders(speaker.connection, EXECUTOR_KEY),
    gossip: async () => {
      if (!(await throughGossip(5000))) throw new Error('A gossip message was not forwarded within 5 s.');
    },
  };

  // A new mesh takes a heartbeat or two; before that nothing is measured.
  for (let tries = 0; !(await throughGossip(1000)); tries += 1) {
    if (tries > 20) throw new Error('The executor forwards no gossip.');
  }

  return {
    async runUntil(done) {
      let running = true;
      const ended = done.finally(() => {
        running = false;
      });
      const loop = async (kind: keyof typeof calls) => {
        while (running) {
          const startedAtMs = performance.now();
          await calls[kind]();
          times[kind].push(performance.now() - startedAtMs);
          await new Promise<void>((resolve) => setTimeout(resolve, pausesMs[kind]));
        }
      };
      await Promise.all([ended, loop('control'), loop('kad'), loop('gossip')]);
    },
    figures: () => ({ control: figuresOf(times.control), kad: figuresOf(times.kad), gossip: figuresOf(times.gossip) }),
    async close() {
      control.close();
      await Promise.all([speaker.host.stop(), listener.host.stop()]);
    },
  };
}

function figuresOf(times: readonly number[]): ProbeFigures {
  const sorted = [...times].sort((a, b) => a - b);
  return { calls: sorted.length, medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0, maxMs: sorted.at(-1) ?? 0 };
}
