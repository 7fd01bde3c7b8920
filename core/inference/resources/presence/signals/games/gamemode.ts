import type { MessageBus } from 'dbus-next';
import type { SignalReading, SignalSource } from '../../interface.ts';
import { active, notAvailable, quiet } from '../readings.ts';
import type { GameTable } from './match-game.ts';
import type { ProcessList } from './processes.ts';

const NAME = 'com.feralinteractive.GameMode';
const PATH = '/com/feralinteractive/GameMode';
const DBUS = { destination: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' };
/** Of the D-Bus specification; the library's own types have other numbers. */
const NO_AUTO_START = 2;

interface GameModeModules {
  readonly list: ProcessList;
  readonly table: () => GameTable;
}

/** Games that registered with Feral's GameMode, over the session bus. A GameMode that does not run is not started. */
export class GameModeGames implements SignalSource {
  readonly name = 'GameMode';
  readonly signal = 'game';
  readonly everyMs = 5000;
  readonly #modules: GameModeModules;
  readonly #busAddress: string | undefined;
  readonly #listeners = new Set<() => void>();
  #bus: MessageBus | null = null;

  /** @param options.busAddress - That of the session bus; without one there is no GameMode. */
  constructor(modules: GameModeModules, options: { readonly busAddress: string | undefined }) {
    this.#modules = modules;
    this.#busAddress = options.busAddress;
  }

  onHint(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async look(signal: AbortSignal): Promise<SignalReading> {
    if (!this.#busAddress) return notAvailable('There is no session bus.');
    const bus = this.#bus ?? (await this.#connect(this.#busAddress, signal));
    return this.#orBroken(bus, signal, this.#ask(bus, signal));
  }

  async #ask(bus: MessageBus, signal: AbortSignal): Promise<SignalReading> {
    const [runs] = await call(bus, { ...DBUS, member: 'NameHasOwner', signature: 's', body: [NAME] });
    if (runs !== true) return notAvailable('GameMode does not run.');
    const properties = { destination: NAME, path: PATH, interface: 'org.freedesktop.DBus.Properties' };
    const [count] = await call(bus, { ...properties, member: 'Get', signature: 'ss', body: [NAME, 'ClientCount'] });
    const games = Number((count as { value?: unknown } | undefined)?.value ?? 0);
    if (!(games > 0)) return quiet('No game registered with GameMode.');
    const [clients] = await call(bus, { destination: NAME, path: PATH, interface: NAME, member: 'ListGames' });
    return this.#describe(pidsOf(clients), signal);
  }

  async close(): Promise<void> {
    this.#bus?.disconnect();
    this.#bus = null;
  }

  async #describe(pids: readonly number[], signal: AbortSignal): Promise<SignalReading> {
    const { list, table } = this.#modules;
    const programs = (await list.list(signal)).filter(({ pid }) => pids.includes(pid));
    const titles = programs.map((program) => table().find(program) ?? table().titleOf(program.names[0] ?? ''));
    if (titles.length > 0 && titles.every((title) => title === null)) return quiet('A game that is left out runs.');
    const title = titles.find((one) => one) || 'A game';
    return active(title, `${title} registered with GameMode.`);
  }

  async #connect(busAddress: string, signal: AbortSignal): Promise<MessageBus> {
    // Loaded here, so that a computer without GameMode never pays for it.
    const { sessionBus } = (await import('dbus-next')).default;
    // Whoever stopped meanwhile would never close it.
    signal.throwIfAborted();
    const bus = sessionBus({ busAddress } as never);
    bus.on('error', () => this.#forget(bus));
    bus.on('message', ({ path, member }) => {
      if (path === PATH || member === 'NameOwnerChanged') for (const tell of this.#listeners) tell();
    });
    this.#bus = bus;
    this.#listen(bus);
    return bus;
  }

  /** Asks to be told of changes. Whether that succeeds is seen by the questions that follow. */
  #listen(bus: MessageBus): void {
    const rules = [
      `type='signal',sender='${DBUS.destination}',member='NameOwnerChanged',arg0='${NAME}'`,
      `type='signal',path='${PATH}'`,
    ];
    for (const rule of rules)
      call(bus, { ...DBUS, member: 'AddMatch', signature: 's', body: [rule] }).catch(() => this.#forget(bus));
  }

  /** A bus that breaks answers no call that is under way, and would never be asked again. */
  #orBroken(bus: MessageBus, signal: AbortSignal, work: Promise<SignalReading>): Promise<SignalReading> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        bus.disconnect();
        this.#forget(bus);
        reject(signal.reason);
      };
      bus.once('error', reject);
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => {
        bus.off('error', reject);
        signal.removeEventListener('abort', onAbort);
      });
    });
  }

  #forget(bus: MessageBus): void {
    if (this.#bus === bus) this.#bus = null;
  }
}

interface MethodCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

async function call(bus: MessageBus, { body = [], ...method }: MethodCall): Promise<readonly unknown[]> {
  const { Message } = (await import('dbus-next')).default;
  const reply = await bus.call(new Message({ ...method, body: [...body], flags: NO_AUTO_START } as never));
  return reply?.body ?? [];
}

/** Process ids of `ListGames`, a list of pairs of id and object. */
function pidsOf(clients: unknown): readonly number[] {
  if (!Array.isArray(clients)) return [];
  return clients.slice(0, 100).flatMap((client) => (Array.isArray(client) ? [Number(client[0])] : []));
}
