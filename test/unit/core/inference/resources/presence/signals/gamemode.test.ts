import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import dbus from 'dbus-next';
import { expect, it, onTestFinished } from 'vitest';
import { GameModeGames } from '../../../../../../../core/inference/resources/presence/signals/games/gamemode.ts';
import { GameTable } from '../../../../../../../core/inference/resources/presence/signals/games/match-game.ts';

const { Interface, ACCESS_READ } = dbus.interface;
const { signal } = new AbortController();
const table = new GameTable({ games: [], exclude: ['benchmark'] });
const list = {
  everyMs: 1,
  list: async () => [
    { pid: 40, names: ['wine64-preloader', 'eldenring.exe'] },
    { pid: 41, names: ['benchmark'] },
  ],
};

/** GameMode as it is on the bus, with the games that a test registers. */
class GameMode extends Interface {
  games: number[] = [];

  constructor() {
    super('com.feralinteractive.GameMode');
  }

  get ClientCount(): number {
    return this.games.length;
  }

  ListGames(): [number, string][] {
    return this.games.map((pid) => [pid, `/com/feralinteractive/GameMode/Games/${pid}`]);
  }

  set(...games: number[]): void {
    this.games = games;
    Interface.emitPropertiesChanged(this, { ClientCount: games.length }, []);
  }
}
GameMode.configureMembers({
  properties: { ClientCount: { signature: 'i', access: ACCESS_READ } },
  methods: { ListGames: { inSignature: '', outSignature: 'a(io)' } },
});

async function startBus(): Promise<string> {
  const daemon = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void daemon.kill('SIGKILL'));
  const [address] = (await once(createInterface({ input: daemon.stdout }), 'line')) as [string];
  return address;
}

function sourceOn(busAddress: string | undefined) {
  const source = new GameModeGames({ list, table: () => table }, { busAddress });
  onTestFinished(() => source.close());
  return source;
}

it('tells the game that registered, by its executable, as soon as it did', async () => {
  const busAddress = await startBus();
  const source = sourceOn(busAddress);
  expect(await source.look(signal)).toMatchObject({ state: 'not-available', detail: 'GameMode does not run.' });

  let hinted = () => {};
  const hint = () =>
    new Promise<void>((resolve) => {
      hinted = resolve;
    });
  source.onHint(() => hinted());
  const appeared = hint();
  const bus = dbus.sessionBus({ busAddress });
  onTestFinished(() => bus.disconnect());
  const gameMode = new GameMode();
  bus.export('/com/feralinteractive/GameMode', gameMode);
  await bus.requestName('com.feralinteractive.GameMode', 0);
  await appeared;
  expect(await source.look(signal)).toMatchObject({ state: 'quiet' });

  const registered = hint();
  gameMode.set(40);
  await registered;
  expect(await source.look(signal)).toMatchObject({ state: 'active', subject: 'Elden Ring' });
  gameMode.set(99);
  expect(await source.look(signal)).toMatchObject({ state: 'active', subject: 'A game' });
  gameMode.set(41);
  expect(await source.look(signal)).toMatchObject({ state: 'quiet' });
  gameMode.set();
  expect(await source.look(signal)).toMatchObject({ state: 'quiet' });
});

it('finds the bus again after it was let go', async () => {
  const source = sourceOn(await startBus());
  await source.look(signal);
  await source.close();
  expect(await source.look(signal)).toMatchObject({ detail: 'GameMode does not run.' });
});

it('without a session bus is calmly not there', async () => {
  expect(await sourceOn(undefined).look(signal)).toMatchObject({ state: 'not-available' });
  await expect(sourceOn('unix:path=/nowhere/at-all').look(signal)).rejects.toThrow();
});

it('leaves no connection behind when it is stopped while it connects', async () => {
  const busAddress = await startBus();
  const source = sourceOn(busAddress);
  const stop = new AbortController();
  const look = source.look(stop.signal);
  look.catch(() => {});
  stop.abort();
  await source.close();
  await expect(look).rejects.toThrow();
  const bus = dbus.sessionBus({ busAddress } as never);
  onTestFinished(() => bus.disconnect());
  const daemon = await bus.getProxyObject('org.freedesktop.DBus', '/org/freedesktop/DBus');
  const names: string[] = await daemon.getInterface('org.freedesktop.DBus').ListNames?.();
  expect(names.filter((name) => name.startsWith(':'))).toHaveLength(1);
});
