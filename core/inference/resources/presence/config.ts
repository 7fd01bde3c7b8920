import { z } from 'zod';
import { optional } from '../../../foundation/setting-values.ts';
import { defineSection, setting, tableListSetting } from '../../../foundation/settings.ts';
import type { PresenceSettings } from './settings.ts';

const file = 'test/integration/executor/presence-settings.test.ts';
const test = (title: string) => ({ test: { file, title } });
const bool = 'true or false';

const executable = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^/\\\p{Cc}]+$/u, 'is not the name of a file without its folder');
const executableUnit = 'list of at most 500 names of executables, such as "game.exe"';
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a time of day');
const timeUnit = 'time of day, "00:00" to "23:59"';
const weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** `[presence]` of the configuration file. */
export const presenceSection = defineSection({
  name: 'presence',
  about: 'When serving steps aside for the owner, and when it comes back.',
  acts: 'core/inference/resources/presence',
  reload: 'now',
  keys: {
    enabled: setting(z.boolean().default(true), {
      ...test('pauses for nothing while enabled is false, and at once when it is true again'),
      description: 'Whether serving steps aside by itself. A pause by hand is not concerned.',
      unit: bool,
    }),
    pause_for_games: setting(z.boolean().default(true), {
      ...test('pauses for a game of games unless pause_for_games is false'),
      description: 'Pause while a game runs, by the list of programs, Steam and GameMode.',
      unit: bool,
    }),
    games: setting(z.array(executable).max(500).default([]), {
      ...test('pauses for a game of games unless pause_for_games is false'),
      description: 'Executables that count as games beside the ones that are known; upper and lower case are the same.',
      unit: executableUnit,
    }),
    exclude: setting(z.array(executable).max(500).default([]), {
      ...test('does not pause for what stands in exclude'),
      description: 'Executables that are never a reason to pause, whether as a game or in full screen.',
      unit: executableUnit,
    }),
    pause_for_full_screen: setting(z.boolean().default(true), {
      ...test('pauses for a program that fills the screen unless pause_for_full_screen is false'),
      description: 'Pause while a program fills the screen.',
      unit: bool,
    }),
    other_gpu_load_percent: setting(optional(z.int().min(1).max(100)), {
      ...test('pauses for GPU load of others from other_gpu_load_percent on, after load_debounce_secs'),
      description: 'Pause while other programs use a GPU this much. It can be told only while no request runs.',
      unit: 'whole per cent, 1 to 100',
      example: 40,
    }),
    other_gpu_memory_gb: setting(optional(z.number().min(0.1).max(1000)), {
      ...test('pauses for video memory of others from other_gpu_memory_gb on'),
      description: 'Pause while other programs hold this much video memory of a GPU.',
      unit: 'gigabytes, 0.1 to 1000',
      example: 4,
    }),
    pause_for_backend_use: setting(z.boolean().default(false), {
      ...test('pauses while the owner uses the same backend with pause_for_backend_use, and unloads nothing'),
      description: 'Pause while somebody else uses a model program that is served. Its models stay loaded then.',
      unit: bool,
    }),
    idle_secs: setting(optional(z.int().min(1).max(86_400)), {
      ...test('serves only when keyboard and mouse were left alone for idle_secs'),
      description: 'Serve only when keyboard and mouse were not used for this long. The desktop app tells.',
      unit: 'whole seconds, 1 to 86400',
      example: 600,
    }),
    only_when_locked: setting(z.boolean().default(false), {
      ...test('serves only while the session is locked with only_when_locked'),
      description: 'Serve only while the session is locked. The desktop app tells, on Windows and macOS.',
      unit: bool,
    }),
    pause_on_battery: setting(z.boolean().default(false), {
      ...test('pauses on battery with pause_on_battery'),
      description: 'Pause while the computer runs on its battery.',
      unit: bool,
    }),
    max_temperature_c: setting(optional(z.int().min(30).max(120)), {
      ...test('pauses at max_temperature_c, and not for less'),
      description: 'Pause while a GPU is this hot; it counts until it is 10 °C cooler.',
      unit: 'whole degrees Celsius, 30 to 120',
      example: 83,
    }),
    schedule: tableListSetting(
      {
        days: setting(z.array(weekday).min(1).max(7).default(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']), {
          ...test('serves only within schedule: its days, from and to'),
          description: 'Days on which these hours begin.',
          unit: 'list of "mon", "tue", "wed", "thu", "fri", "sat", "sun"',
        }),
        from: setting(timeOfDay, {
          ...test('serves only within schedule: its days, from and to'),
          description: 'When serving begins, by the clock of the computer.',
          unit: timeUnit,
          example: '20:00',
        }),
        to: setting(timeOfDay, {
          ...test('serves only within schedule: its days, from and to'),
          description: 'When it ends; on the next day where that is not later than "from".',
          unit: timeUnit,
          example: '08:00',
        }),
      },
      {
        description: 'Hours in which to serve; without any, always.',
        unit: '[[presence.schedule]] on a line of its own for each, at most 50',
        maxItems: 50,
        example: { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '20:00', to: '08:00' },
      },
    ),
    debounce_secs: setting(z.number().min(0).max(60).default(0.1), {
      ...test('waits for debounce_secs before it pauses'),
      description: 'How long a game, a full screen, a battery or the like must be there before serving pauses.',
      unit: 'seconds, 0 to 60',
    }),
    load_debounce_secs: setting(z.number().min(0).max(3600).default(10), {
      ...test('pauses for GPU load of others from other_gpu_load_percent on, after load_debounce_secs'),
      description: 'The same for load, memory, temperature and use of the backend, which come and go.',
      unit: 'seconds, 0 to 3600',
    }),
    resume_after_secs: setting(z.number().min(0).max(86_400).default(120), {
      ...test('serves again resume_after_secs after the game has ended'),
      description:
        'How long after the end of the cause serving comes back, so that a restart of the game loads no models in between.',
      unit: 'seconds, 0 to 86400',
    }),
    drain_secs: setting(z.number().min(0).max(60).default(3), {
      ...test('gives running requests drain_secs, and hands back the rest'),
      description: 'How long running requests may go on when a pause begins; the rest are handed back to the network.',
      unit: 'seconds, 0 to 60',
    }),
  },
  read: (values): PresenceSettings => ({
    enabled: values.enabled,
    pauseForGames: values.pause_for_games,
    games: values.games,
    exclude: values.exclude,
    pauseForFullScreen: values.pause_for_full_screen,
    otherGpuLoad: values.other_gpu_load_percent === null ? null : values.other_gpu_load_percent / 100,
    otherGpuMemoryBytes: values.other_gpu_memory_gb === null ? null : values.other_gpu_memory_gb * 1e9,
    pauseForBackendUse: values.pause_for_backend_use,
    idleMs: values.idle_secs === null ? null : values.idle_secs * 1000,
    onlyWhenLocked: values.only_when_locked,
    pauseOnBattery: values.pause_on_battery,
    maxTemperatureC: values.max_temperature_c,
    schedule: values.schedule.map(({ days, from, to }) => ({
      days,
      fromMinute: minuteOf(from),
      toMinute: minuteOf(to),
    })),
    debounceMs: values.debounce_secs * 1000,
    loadDebounceMs: values.load_debounce_secs * 1000,
    resumeAfterMs: values.resume_after_secs * 1000,
    drainMs: values.drain_secs * 1000,
  }),
});

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
