import { chmodSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Presence } from '../../core/control/index.ts';
import type { DesktopReading, DesktopWatch } from '../../core/inference/resources/presence/index.ts';
import { createFakeNvidia, type FakeNvidia, type FakeNvidiaGpu } from '../fakes/hardware/index.ts';
import type { LlmServerOptions } from '../fakes/llm-server/index.ts';
import { type ExecutorRig, type RigSettings, startExecutorRig } from './executor-rig.ts';
import { eventually } from './live/eventually.ts';
import { type RunningGame, startGame } from './live/game.ts';
import { tempFolder } from './temp-folder.ts';

/** A desktop under a test's hands. */
export interface FakeDesktop extends DesktopWatch {
  set(change: Partial<DesktopReading>): void;
}

export function createFakeDesktop(): FakeDesktop {
  const listeners = new Set<() => void>();
  let reading: DesktopReading = { idleMs: null, locked: null, onBattery: null, suspending: false, thermalState: null };
  return {
    read: () => reading,
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    set(change) {
      reading = { ...reading, ...change };
      for (const listener of [...listeners]) listener();
    },
  };
}

/** An `xprop` for `PATH` that tells of one window. */
export function createFakeXprop(folder: string): { show(window: { name: string; fillsScreen: boolean }): void } {
  const data = join(folder, 'window');
  const show = ({ name, fillsScreen }: { name: string; fillsScreen: boolean }) => {
    const state = fillsScreen ? '_NET_WM_STATE_FULLSCREEN, _NET_WM_STATE_FOCUSED' : '_NET_WM_STATE_FOCUSED';
    writeFileSync(`${data}.new`, `_NET_WM_STATE(ATOM) = ${state}\nWM_CLASS(STRING) = "${name}", "${name}"\n`);
    renameSync(`${data}.new`, data);
  };
  show({ name: 'xterm', fillsScreen: false });
  const script = `#!/bin/sh
case "$1" in
  -root) echo '_NET_ACTIVE_WINDOW(WINDOW): window id # 0x1e00007' ;;
  *) while IFS= read -r line; do printf '%s\\n' "$line"; done < '${data}' ;;
esac
`;
  writeFileSync(join(folder, 'xprop'), script);
  chmodSync(join(folder, 'xprop'), 0o755);
  return { show };
}

/** An executor that gives way, and all that it gives way to. */
export interface PresenceRig extends ExecutorRig {
  readonly nvidia: FakeNvidia;
  readonly desktop: FakeDesktop;
  readonly xprop: ReturnType<typeof createFakeXprop>;
  presence(): Promise<Presence>;
  /** Waits until presence is in this state, and returns it. */
  until(state: Presence['state']): Promise<Presence>;
  /** Starts a process whose executable has this name. It ends with the test. */
  game(executable: string): Promise<RunningGame>;
  set(values: Readonly<Record<string, unknown>>): Promise<void>;
}

/** Starts one that serves, on a computer with one GPU. `config` is what `[presence]` says. */
export async function startPresenceRig(
  config: string,
  options: {
    readonly server?: Partial<LlmServerOptions>;
    readonly gpus?: readonly FakeNvidiaGpu[];
    readonly launch?: RigSettings['launch'];
    readonly flags?: RigSettings['flags'];
    /** Further sections. */
    readonly more?: string;
  } = {},
): Promise<PresenceRig> {
  const folder = tempFolder();
  // Real processes, and only those that this rig starts: other tests play games, too.
  const procRoot = tempFolder();
  const nvidia = createFakeNvidia(folder, options.gpus);
  const xprop = createFakeXprop(folder);
  const desktop = createFakeDesktop();
  const rig = await startExecutorRig(options.server, {
    config: `${options.more ?? ''}\n[presence]\n${config}\n`,
    env: { PATH: folder, DISPLAY: ':77', HOME: folder },
    launch: { desktop, ...options.launch, surroundings: { procRoot, ...options.launch?.surroundings } },
    ...(options.flags === undefined ? {} : { flags: options.flags }),
  });
  const presence = () => rig.call('presence.get', {});
  return {
    ...rig,
    nvidia,
    desktop,
    xprop,
    presence,
    async until(state) {
      const isThere = async () => {
        const seen = await presence();
        return seen.state === state && seen;
      };
      return eventually(`presence is ${state}`, isThere, 30_000);
    },
    async game(executable) {
      const game = await startGame(folder, executable);
      onTestFinished(() => game.close());
      symlinkSync(`/proc/${game.pid}`, join(procRoot, `${game.pid}`));
      return game;
    },
    async set(values) {
      const list = Object.entries(values).map(([key, value]) => ({ key: `presence.${key}`, value: value as never }));
      await rig.call('config.set', { values: list });
    },
  };
}
