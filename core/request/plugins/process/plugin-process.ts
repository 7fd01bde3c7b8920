import type { Clock } from '../../../foundation/clock.ts';
import { type ErrorDetails, ExecutorError } from '../../../foundation/errors/index.ts';
import type { PluginHook, RequestFacts } from '../../hooks/index.ts';
import type { PluginSettings } from '../config.ts';
import type { PluginPlace } from '../inspect.ts';
import type { PluginChannel, PluginLauncher } from '../launch/index.ts';
import {
  type CallMessage,
  type CallSubject,
  type FromPlugin,
  maxLoadedLength,
  readFromPlugin,
  type ToPlugin,
} from '../protocol.ts';
import { Calls } from './calls.ts';
import { LogAllowance } from './log-allowance.ts';
import { Watchdog } from './watchdog.ts';

/** What a loaded module has. */
export interface Loaded {
  readonly hooks: readonly PluginHook[];
  /** What it may refuse with. */
  readonly reasons: readonly string[];
}

/** Who owns a process. */
export interface ProcessOwner {
  onLog(facts: RequestFacts, figures: unknown): void;
  /** It is gone; every call that waited was refused before. Once, also when it was told to end. */
  onEnd(problem: ExecutorError): void;
}

interface ProcessModules {
  readonly clock: Clock;
  readonly launcher: PluginLauncher;
}

interface ProcessOptions {
  readonly settings: PluginSettings;
  readonly place: PluginPlace;
  /** Longest time from its start to its loaded module. */
  readonly loadLimitMs: number;
}

/**
 * One process of a plugin from its start to its end. It believes nothing: a message that was not asked for, a flood, too
 * much memory, or no sign of life ends it.
 */
export class PluginProcess {
  readonly #clock: Clock;
  readonly #settings: PluginSettings;
  readonly #owner: ProcessOwner;
  readonly #channel: PluginChannel;
  readonly #calls = new Calls();
  readonly #logs: LogAllowance;
  readonly #watchdog: Watchdog;
  readonly #loaded = Promise.withResolvers<Loaded>();
  #loading = true;
  #problem: ExecutorError | null = null;
  #ended = false;

  /** Starts it. @throws `PLUGIN_RUNNER_MISSING` */
  constructor({ clock, launcher }: ProcessModules, options: ProcessOptions, owner: ProcessOwner) {
    const { settings, place, loadLimitMs } = options;
    this.#clock = clock;
    this.#settings = settings;
    this.#owner = owner;
    this.#logs = new LogAllowance(clock);
    this.#loaded.promise.catch(() => {});
    const { memoryMb, config, timeoutMs } = settings;
    this.#channel = launcher.launch(
      { folder: place.folder, memoryMb },
      {
        onText: (text) => this.#read(text),
        onOversized: () => this.#end('PLUGIN_MISBEHAVED', { reason: 'a message above 64 KiB' }),
        onEnd: ({ status, signal }) => this.#gone(this.#error('PLUGIN_CRASHED', { status, signal })),
      },
    );
    this.#watchdog = new Watchdog({ clock, channel: this.#channel }, settings, {
      ping: (id) => this.#send({ type: 'ping', id }),
      onHung: (limitMs) => this.#end('PLUGIN_HUNG', { limitMs }),
      onMemory: (bytes, limitBytes) => this.#end('PLUGIN_MEMORY', { memoryBytes: bytes, limitBytes }),
    });
    this.#send({ type: 'load', file: place.file, config, timeoutMs });
    const cancelLimit = clock.setTimer(() => this.#end('PLUGIN_LOAD_FAILED', { thrown: 'TIMEOUT' }), loadLimitMs);
    this.#loaded.promise.finally(cancelLimit).catch(() => {});
  }

  /** Resolves when the module is loaded. @throws `PLUGIN_LOAD_FAILED`, `PLUGIN_CRASHED`, `PLUGIN_MISBEHAVED` */
  get loaded(): Promise<Loaded> {
    return this.#loaded.promise;
  }

  get processId(): number | null {
    return this.#channel.processId;
  }

  get memoryBytes(): number | null {
    return this.#watchdog.memoryBytes;
  }

  /** Bytes that it has not taken yet. */
  get backlogBytes(): number {
    return this.#channel.backlogBytes;
  }

  /**
   * Calls a hook and waits for its end, at most for the time limit.
   *
   * @returns The reason of a rejection as its place in {@link Loaded.reasons}, or that it accepted.
   * @throws `PLUGIN_TIMEOUT`, `PLUGIN_FAILED`, why the process ended, or the signal's reason.
   */
  call(facts: RequestFacts, subject: CallSubject, signal?: AbortSignal): Promise<FromPlugin & { type: 'done' }> {
    if (this.#ended) return Promise.reject(this.#problem);
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      const { timeoutMs } = this.#settings;
      const { hook } = subject;
      const end = (settle: () => void) => {
        cancel();
        signal?.removeEventListener('abort', onAbort);
        settle();
      };
      const giveUp = (error: unknown) => {
        // It may still answer; more than a few such calls mean that it does not settle what it begins.
        if (!this.#calls.expire(id)) this.#end('PLUGIN_MISBEHAVED', { reason: 'too many calls that never end' });
        end(() => reject(error));
      };
      const onAbort = () => giveUp(signal?.reason);
      const cancel = this.#clock.setTimer(
        () => giveUp(this.#error('PLUGIN_TIMEOUT', { hook, limitMs: timeoutMs })),
        timeoutMs,
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      const id = this.#calls.begin(facts, {
        done: (done) => end(() => resolve(done)),
        failed: (thrown) => end(() => reject(this.#error('PLUGIN_FAILED', { hook, thrown }))),
        gone: (problem) => end(() => reject(problem)),
      });
      this.#logs.addCall();
      this.#send({ type: 'call', id, facts, ...subject } as CallMessage);
    });
  }

  /** Ends it now. */
  stop(): void {
    this.#end('PLUGIN_UNAVAILABLE', { reason: 'stopped' });
  }

  #read(text: string): void {
    if (this.#ended) return;
    if (!this.#loading && text.length > maxLoadedLength)
      this.#end('PLUGIN_MISBEHAVED', { reason: 'a message above 2 KiB' });
    else this.#take(readFromPlugin(text));
  }

  #take(message: FromPlugin | null): void {
    if (message === null || !this.#accept(message)) {
      this.#end('PLUGIN_MISBEHAVED', { reason: message === null ? 'not a message' : `unasked ${message.type}` });
    }
  }

  /** False for what nobody asked for. */
  #accept(message: FromPlugin): boolean {
    switch (message.type) {
      case 'loaded':
        if (!this.#loading) return false;
        this.#loading = false;
        this.#watchdog.beginPings();
        this.#loaded.resolve(message);
        return true;
      case 'unloadable':
        if (!this.#loading) return false;
        this.#end('PLUGIN_LOAD_FAILED', { thrown: message.code, problem: message.problem.replace(/\p{C}/gu, ' ') });
        return true;
      case 'pong':
        return this.#watchdog.pong(message.id);
      case 'log':
        return this.#log(message.id, message.figures);
      default:
        return this.#calls.settle(message);
    }
  }

  #log(id: number, figures: unknown): boolean {
    const allowed = this.#logs.take();
    if (allowed === 'flood') return false;
    const facts = this.#calls.factsOf(id);
    if (allowed === 'yes' && facts !== null) this.#owner.onLog(facts, figures);
    return true;
  }

  #end(code: PluginEndCode, details: ErrorDetails): void {
    if (this.#ended) return;
    this.#channel.kill();
    this.#gone(this.#error(code, details));
  }

  #gone(problem: ExecutorError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#problem = problem;
    this.#watchdog.stop();
    this.#loaded.reject(problem);
    this.#calls.refuseAll(problem);
    this.#owner.onEnd(problem);
  }

  #error(code: PluginEndCode | 'PLUGIN_TIMEOUT' | 'PLUGIN_FAILED', details: ErrorDetails): ExecutorError {
    return new ExecutorError(code, { plugin: this.#settings.name, ...details });
  }

  #send(message: ToPlugin): void {
    this.#channel.send(JSON.stringify(message));
  }
}

/** Why a process ends. */
type PluginEndCode =
  | 'PLUGIN_CRASHED'
  | 'PLUGIN_HUNG'
  | 'PLUGIN_LOAD_FAILED'
  | 'PLUGIN_MEMORY'
  | 'PLUGIN_MISBEHAVED'
  | 'PLUGIN_UNAVAILABLE';
