import { z } from 'zod';
import { contract } from '../../core/control/contract.ts';
import { command, event, query } from '../../core/control/define.ts';
import { nothing } from '../../core/control/schemas/common.ts';
import { abortableCalls } from './abortable-calls.ts';
import { linkKey, shellState, themeChoice } from './shell-schemas.ts';

/** Calls and events of the app itself. Nothing here takes a path, a channel name or an address. */
export const shellContract = {
  'shell.get': query('What the app itself is.', nothing, shellState),
  'shell.retry': command('Starts the executor again after it failed to start.', nothing, nothing),
  'shell.restart': command(
    'Lets running requests end, then starts the executor again, so that settings which need it take effect.',
    nothing,
    nothing,
  ),
  'config.open': command(
    'Opens the owner’s configuration file in the program that the desktop has for it.',
    nothing,
    nothing,
  ),
  'window.minimize': command('Minimizes the window.', nothing, nothing),
  'window.maximize': command('Maximizes the window, or restores it.', nothing, nothing),
  'window.close': command('Closes the window; with a tray the app goes on there.', nothing, nothing),
  'demo.start': command('Stops the executor and starts the demo in its place.', nothing, nothing),
  'demo.stop': command('Ends the demo and starts the executor again.', nothing, nothing),
  'links.open': command('Opens one of the known pages in the browser.', z.strictObject({ key: linkKey }), nothing),
  'clipboard.copy': command(
    'Puts a text on the clipboard.',
    z.strictObject({ text: z.string().min(1).max(65_536) }),
    nothing,
  ),
  'calls.abort': command(
    'Ends the calls of one name that the window waits for.',
    z.strictObject({ name: z.enum(abortableCalls) }),
    nothing,
  ),
  'theme.set': command('Chooses the colours, and remembers it.', z.strictObject({ theme: themeChoice }), nothing),
  'shell.changed': event('The app itself changed.', shellState),
} as const;

/** Everything that crosses between the window and the main process. */
export const appContract = { ...contract, ...shellContract } as const;

type ShellContract = typeof shellContract;
type AppContract = typeof appContract;

type Calls<C extends Record<string, { kind: string }>> = {
  [K in keyof C]: C[K]['kind'] extends 'event' ? never : K;
}[keyof C];

export type ShellCallName = Calls<ShellContract>;
export type AppCallName = Calls<AppContract>;
export type AppEventName = Exclude<keyof AppContract, AppCallName>;
export type AppCallInput<K extends AppCallName> = z.output<AppContract[K]['input']>;
export type AppCallOutput<K extends AppCallName> = z.output<AppContract[K]['output']>;
export type AppEventPayload<K extends AppEventName> = z.output<AppContract[K]['payload']>;

/** What answers the app's own calls. */
export type ShellHandlers = {
  readonly [K in ShellCallName]: (
    input: AppCallInput<K>,
    context: { signal: AbortSignal },
  ) => Promise<AppCallOutput<K>>;
};

/** What answers every call of the window. */
export type AppHandlers = {
  readonly [K in AppCallName]: (input: AppCallInput<K>, context: { signal: AbortSignal }) => Promise<AppCallOutput<K>>;
};

/** Tells one event to whoever listens; never throws. */
export type AppEventListener = <K extends AppEventName>(name: K, payload: AppEventPayload<K>) => void;
