import { z } from 'zod';
import type { ErrorObject } from '../foundation/errors/index.ts';
import { command, event, query } from './define.ts';
import { admission } from './schemas/admission.ts';
import { cacheView } from './schemas/cache.ts';
import { nothing, requestId } from './schemas/common.ts';
import { configChange, configView } from './schemas/config.ts';
import { benchmark, doctorReport } from './schemas/doctor.ts';
import { hardware } from './schemas/hardware.ts';
import { catalogueModel, model, modelId, pull } from './schemas/models.ts';
import { earnings, ledgerFilter, ledgerRow, prices } from './schemas/money.ts';
import { pluginInfo } from './schemas/plugins.ts';
import { presence } from './schemas/presence.ts';
import { peer, status } from './schemas/status.ts';
import { queueView } from './schemas/work.ts';

const ethText = z.string().max(64);

/**
 * Every query, command and event on a running executor, once.
 * The command line's socket and Electron's IPC are derived from it; so are the handlers' types and the documentation.
 */
export const contract = {
  'status.get': query('How the executor is.', nothing, status),
  'peers.list': query('Connected peers.', nothing, z.array(peer)),
  'plugins.list': query('Plugins beside the path of a request.', nothing, z.array(pluginInfo)),
  'models.list': query('Models of the backend, served or not.', nothing, z.array(model)),
  'queue.get': query('Requests that wait, run, or just ended.', nothing, queueView),
  'admission.get': query('How requests ended since the start, and which rules refused some.', nothing, admission),
  'earnings.get': query('Sums of the ledger, in total and by day and model.', ledgerFilter, earnings),
  'earnings.rows': query(
    'Rows of the ledger, newest first; `before` is the last id of the page before.',
    z.strictObject({ filter: ledgerFilter, limit: z.int().min(1).max(500), before: requestId.optional() }),
    z.array(ledgerRow),
  ),
  'pricing.get': query('The base prices.', nothing, prices),
  'pricing.set': command(
    'Saves the base prices, ETH per model token, to the configuration file and asks them from now on.',
    z.strictObject({ inboundEth: ethText, outboundEth: ethText }),
    prices,
  ),
  'config.get': query(
    'Every key of the configuration: its value, who gave it, and when a change acts.',
    nothing,
    configView,
  ),
  'config.set': command(
    'Writes keys into the configuration file, all or none, and applies what can be applied at once. Keys that open a door are refused with `CONTROL_DOOR_KEY`, except with a confirmation that only the main process of the app can give.',
    configChange,
    configView,
  ),
  'queue.cancel': command(
    'Takes one request out; nothing is charged for it.',
    z.strictObject({ id: requestId }),
    nothing,
  ),
  'queue.boost': command(
    'Puts one waiting request before all others that were not put there before.',
    z.strictObject({ id: requestId }),
    nothing,
  ),
  'queue.hold': command(
    'Holds one waiting request back until it is released; its deadline goes on.',
    z.strictObject({ id: requestId }),
    nothing,
  ),
  'queue.release': command(
    'Lets a request that is held back go on from its place.',
    z.strictObject({ id: requestId }),
    nothing,
  ),
  'cache.get': query('What the cache of answers holds, and how often it was of use.', nothing, cacheView),
  'cache.clear': command('Removes every kept answer.', nothing, cacheView),
  'executor.pause': command(
    'Stops serving: `finish` lets running requests end, `now` voids them.',
    z.strictObject({ mode: z.enum(['finish', 'now']) }),
    nothing,
  ),
  'executor.resume': command('Serves again.', nothing, nothing),
  'executor.shutdown': command(
    'Ends the program; `finish` lets running requests end first (bounded).',
    z.strictObject({ mode: z.enum(['finish', 'now']) }),
    nothing,
  ),
  'models.refresh': command('Asks the backend for its models now.', nothing, z.array(model)),
  'models.load': command('Lets its backend load a model; settles when it is loaded.', modelId, z.array(model)),
  'models.unload': command('Lets its backend unload a model, after its running requests.', modelId, z.array(model)),
  'models.enable': command(
    'Offers a model to the network, and says so in the configuration file.',
    modelId,
    z.array(model),
  ),
  'models.disable': command(
    'Offers a model no longer, and says so in the configuration file.',
    modelId,
    z.array(model),
  ),
  'models.catalogue': query('Open models that the built-in engine can fetch.', nothing, z.array(catalogueModel)),
  'models.pulls': query('Downloads of models since the start.', nothing, z.array(pull)),
  'models.pull': command('Begins to download a model of the catalogue.', modelId, z.array(pull)),
  'models.cancelPull': command('Ends a download; what has arrived is kept for the next try.', modelId, z.array(pull)),
  'backend.doctor': command(
    'Looks at every model program on the usual ports and the configured ones, with tiny answers.',
    z.strictObject({ model: z.string().max(512).optional() }),
    z.array(doctorReport),
  ),
  'benchmark.run': command(
    'Measures a model: a warm-up and a short matrix of prompts and concurrency. It is kept and announced.',
    modelId,
    benchmark,
  ),
  'benchmark.list': query('The last benchmark of each model.', nothing, z.array(benchmark)),
  'hardware.get': query('The computer as the probes see it.', nothing, hardware),
  'presence.get': query('How the executor gives way to its owner.', nothing, presence),
  'presence.override': command(
    '`serve` serves although the owner is there, until the cause has ended once; `follow` follows the rules again.',
    z.strictObject({ mode: z.enum(['serve', 'follow']) }),
    presence,
  ),
  'status.changed': event('The new status.', status),
  'queue.changed': event('The new queue.', queueView),
  'models.changed': event('The new list of models.', z.array(model)),
  'pulls.changed': event('The downloads of models.', z.array(pull)),
  'hardware.changed': event('The computer as the probes see it.', hardware),
  'presence.changed': event('How the executor gives way to its owner.', presence),
  'ledger.changed': event('The ledger has new or changed rows.', z.strictObject({ revision: z.int() })),
  'pricing.changed': event('The new base prices.', prices),
  'config.changed': event('The new configuration.', configView),
} as const;

type Contract = typeof contract;
export type CallName = { [K in keyof Contract]: Contract[K]['kind'] extends 'event' ? never : K }[keyof Contract];
export type EventName = Exclude<keyof Contract, CallName>;
export type CallInput<K extends CallName> = z.output<Contract[K]['input']>;
export type CallOutput<K extends CallName> = z.output<Contract[K]['output']>;
export type EventPayload<K extends EventName> = z.output<Contract[K]['payload']>;

/** How a call is made, besides its input. */
export interface CallContext {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /**
   * True when a person confirmed, outside of the caller's reach, that keys which open a door may be set. Nothing that
   * crosses a process border can say so: only a program that calls the handlers itself. @defaultValue false
   */
  readonly mayOpenDoors?: boolean;
}

/** What answers the calls of a running executor. */
export type ControlHandlers = {
  readonly [K in CallName]: (input: CallInput<K>, context: CallContext) => Promise<CallOutput<K>>;
};

/** What a call gives, in the form that crosses a process border: errors as plain objects. */
export type CallResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ErrorObject };

/** Tells one event to whoever listens; never throws. Each name comes at most four times a second, the last value always. */
export type EventListener = <K extends EventName>(name: K, payload: EventPayload<K>) => void;

/** A running executor as its faces see it. */
export interface ControlTarget {
  readonly handlers: ControlHandlers;
  /** Returns what ends the subscription. */
  subscribe(listener: EventListener): () => void;
}
