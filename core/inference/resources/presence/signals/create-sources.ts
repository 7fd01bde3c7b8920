import type { Clock } from '../../../../foundation/clock.ts';
import type { HardwareSource } from '../../interface.ts';
import type { DesktopWatch, SignalSource } from '../interface.ts';
import type { PresenceSettings } from '../settings.ts';
import type { Variables } from './command.ts';
import { BackendUse, type SharedBackend } from './computer/backend-use.ts';
import { Battery } from './computer/battery.ts';
import { GpuLoad } from './computer/gpu-load.ts';
import { GpuMemory } from './computer/gpu-memory.ts';
import { Schedule } from './computer/schedule.ts';
import { Temperature } from './computer/temperature.ts';
import { desktopSignals } from './desktop.ts';
import { FullScreen } from './full-screen/full-screen.ts';
import { WindowsWindow } from './full-screen/windows-window.ts';
import { X11Window } from './full-screen/x11-window.ts';
import { CommandList, ps, tasklist } from './games/command-list.ts';
import { GameModeGames } from './games/gamemode.ts';
import { GameTable } from './games/match-game.ts';
import { ProcList } from './games/proc-list.ts';
import { ProcessGames } from './games/process-games.ts';
import type { ProcessList } from './games/processes.ts';
import { SteamGames } from './games/steam.ts';

/** What the signals are read from. */
export interface SourceModules {
  readonly clock: Clock;
  readonly hardware: HardwareSource;
  /** Null where there is no desktop shell. */
  readonly desktop: DesktopWatch | null;
  readonly settings: () => PresenceSettings;
  readonly backends: () => readonly SharedBackend[];
  /** True while a request of ours is with a model program. */
  readonly isServing: () => boolean;
}

/** Where they are looked for. */
export interface SourceSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Variables;
  readonly procRoot: string;
  readonly home: string;
}

/** Every source that this system has. */
export function createSources(modules: SourceModules, place: SourceSurroundings): readonly SignalSource[] {
  const { clock, hardware, desktop, settings, backends, isServing } = modules;
  const table = gameTableOf(settings);
  const list = processListOf(clock, place);
  return [
    new ProcessGames({ list, table }),
    new SteamGames({ list, table }, place),
    ...(place.platform === 'linux'
      ? [new GameModeGames({ list, table }, { busAddress: place.env.DBUS_SESSION_BUS_ADDRESS })]
      : []),
    ...fullScreenOf(table, place),
    new GpuLoad({ hardware, isServing, limit: () => settings().otherGpuLoad }),
    new GpuMemory({ hardware, limitBytes: () => settings().otherGpuMemoryBytes }),
    new Temperature({ hardware, desktop, limitC: () => settings().maxTemperatureC }),
    new Battery({ hardware, desktop }),
    new BackendUse({ backends }),
    new Schedule({ clock, hours: () => settings().schedule }),
    ...desktopSignals(desktop, { idleMs: () => settings().idleMs }),
  ];
}

/** The table under the settings as they are; made anew when they change. */
function gameTableOf(settings: () => PresenceSettings): () => GameTable {
  let made: { readonly by: PresenceSettings; readonly table: GameTable } | null = null;
  return () => {
    const by = settings();
    if (made?.by !== by) made = { by, table: new GameTable(by) };
    return made.table;
  };
}

function processListOf(clock: Clock, { platform, env, procRoot }: SourceSurroundings): ProcessList {
  if (platform === 'win32') return new CommandList(tasklist, { env });
  if (platform === 'darwin') return new CommandList(ps, { env });
  return new ProcList({ clock }, { root: procRoot });
}

function fullScreenOf(table: () => GameTable, { platform, env }: SourceSurroundings): readonly SignalSource[] {
  if (platform === 'win32') return [new FullScreen({ window: new WindowsWindow(), table })];
  return platform === 'linux' ? [new FullScreen({ window: new X11Window({ env }), table })] : [];
}
