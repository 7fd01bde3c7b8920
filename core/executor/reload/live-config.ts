import { isDeepStrictEqual } from 'node:util';
import type { ConfigValue, ConfigView, Problem } from '../../control/index.ts';
import {
  type ConfigValues,
  checkConfigText,
  type EffectiveKey,
  type ExecutorConfig,
  effectiveKeys,
  readConfigText,
  saveConfigValues,
  sectionList,
} from '../../foundation/config/index.ts';
import { ExecutorError, toExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import { problemOf } from '../state.ts';
import { configKeyView } from './config-view.ts';
import type { ConfigSource } from './interface.ts';

interface LiveConfigModules {
  readonly logger: Logger;
  /** Lets the modules work with `after` from now on; sections that did not change are the same in both. */
  apply(before: ExecutorConfig, after: ExecutorConfig): void;
  /** Told after anything in {@link LiveConfig.view} or {@link LiveConfig.problems} changed. */
  onChange(): void;
}

/** Most problems of a file that are shown at once. */
const MAX_PROBLEMS = 20;
/** A text that takes something from the environment, which may be a secret. */
const takesVariable = /\$\{/;

/**
 * The configuration of a running executor: what it runs with, and what its file says now.
 *
 * A changed file is checked as a whole. When it is valid, keys that can change at once do, the others wait for a
 * restart and are named; when it is not, everything stays as it was and the problems are told.
 */
export class LiveConfig {
  readonly #modules: LiveConfigModules;
  readonly #source: ConfigSource | null;
  /** Keys with the values that the executor was started with. */
  readonly #started: ReadonlyMap<string, EffectiveKey>;
  #running: ExecutorConfig;
  #text: string;
  #keys: readonly EffectiveKey[];
  #waiting: ReadonlySet<string> = new Set();
  #problem: Problem | null = null;
  #warnings: readonly string[];
  #revision = 1;
  /** Reads and saves follow each other. */
  #turn: Promise<unknown> = Promise.resolve();

  /** @param options.source - Null for a configuration that was made by code: then there is nothing to show or to save. */
  constructor(
    modules: LiveConfigModules,
    options: {
      readonly source: ConfigSource | null;
      readonly config: ExecutorConfig;
      readonly warnings: readonly string[];
    },
  ) {
    this.#modules = modules;
    this.#source = options.source;
    this.#running = options.config;
    this.#warnings = options.warnings;
    this.#text = options.source?.text ?? '';
    this.#keys = options.source === null ? [] : effectiveKeys(this.#text, place(options.source));
    this.#started = new Map(this.#keys.map((one) => [one.key, one]));
  }

  /** The file that is read again when it changes; null where there is none. */
  get file(): string | null {
    return this.#source?.file ?? null;
  }

  /** What the owner should know about the file as it is now. */
  problems(): readonly Problem[] {
    const waiting = [...this.#waiting];
    return [
      ...(this.#problem === null ? [] : [this.#problem]),
      ...(waiting.length === 0 ? [] : [problemOf('CONFIG_NEEDS_RESTART', { keys: waiting })]),
    ];
  }

  /** What the configuration leaves out, in sentences for the owner. */
  warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Every key as the contract shows it. */
  view(): ConfigView {
    return {
      revision: this.#revision,
      file: this.file,
      sections: sectionList.map(({ name, about }) => ({ name, about })),
      keys: this.#keys.map((one) => configKeyView(one, this.#waiting.has(one.key))),
      needsRestart: [...this.#waiting],
      problem: this.#problem,
      warnings: [...this.#warnings],
    };
  }

  /**
   * Writes keys into the file, all or none, and applies them as a change of the file is applied.
   *
   * @throws `CONTROL_DOOR_KEY` without `mayOpenDoors`, `CONFIG_INVALID`, `CONFIG_UNREADABLE`, `CONFIG_NOT_SAVED`; nothing
   *   was changed then.
   */
  set(values: Readonly<Record<string, ConfigValue>>, options: { readonly mayOpenDoors: boolean }): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#source === null || this.#source.file === null)
        throw new ExecutorError('CONFIG_NOT_SAVED', { reason: 'there is no file' });
      if (!options.mayOpenDoors) this.#refuseDoors(values);
      await saveConfigValues(this.#source.file, savable(values), this.#source.env);
      await this.#readNow();
    });
  }

  /** Lets the modules work with a configuration that code has made and checked. */
  replace(config: ExecutorConfig): void {
    const before = this.#running;
    this.#running = config;
    this.#modules.apply(before, config);
  }

  /** Reads the file and applies what it says. Never rejects: what is wrong with it is told by {@link problems}. */
  reload(): Promise<void> {
    return this.#inTurn(() => this.#readNow());
  }

  /** Keys of which nothing is known are refused by the check of the whole file; they cannot be a way around this one. */
  #refuseDoors(values: Readonly<Record<string, ConfigValue>>): void {
    const known = new Map(this.#keys.map(({ key, door }) => [key, door]));
    const refused = Object.entries(values).filter(
      ([name, value]) => known.get(name) !== false || takesVariable.test(JSON.stringify(value)),
    );
    if (refused.length === 0) return;
    throw new ExecutorError('CONTROL_DOOR_KEY', { keys: refused.map(([name]) => name) });
  }

  async #readNow(): Promise<void> {
    const source = this.#source;
    if (source === null || source.file === null) return;
    try {
      const text = await readConfigText(source.file);
      if (text === null) throw new ExecutorError('CONFIG_UNREADABLE', { file: source.file, reason: 'ENOENT' });
      // An editor that empties the file before it fills it must not reset everything to its default.
      if (text.trim() === '' && this.#text.trim() !== '')
        throw new ExecutorError('CONFIG_UNREADABLE', { file: source.file, reason: 'empty' });
      if (text === this.#text && this.#problem === null) return;
      this.#take(text, source);
    } catch (thrown) {
      this.#ignore(toExecutorError(thrown, 'CONFIG_UNREADABLE'));
    }
  }

  #take(text: string, source: ConfigSource): void {
    const checked = checkConfigText(text, place(source));
    if (checked.config === null) {
      const details = { file: source.file, problems: checked.problems.slice(0, MAX_PROBLEMS) };
      throw new ExecutorError('CONFIG_INVALID_IGNORED', { ...details, count: checked.problems.length });
    }
    const keys = effectiveKeys(text, place(source));
    const waiting = keys.filter((one) => waitsForRestart(one, this.#started.get(one.key)));
    const config = waiting.length === 0 ? checked.config : this.#withStarted(text, source, waiting);
    const before = this.#running;
    this.#running = config;
    this.#text = text;
    this.#keys = keys;
    this.#waiting = new Set(waiting.map(({ key }) => key));
    this.#problem = null;
    this.#warnings = checked.warnings;
    this.#revision++;
    this.#modules.logger.info('the changed configuration is in force', { needsRestart: [...this.#waiting] });
    this.#modules.apply(before, config);
    this.#modules.onChange();
  }

  /** The configuration with the values of the start for what cannot change before a restart. */
  #withStarted(text: string, source: ConfigSource, waiting: readonly EffectiveKey[]): ExecutorConfig {
    const values = waiting.map(({ key }) => [key, this.#started.get(key)?.value ?? null] as const);
    const flags = { ...source.flags, ...Object.fromEntries(values) };
    // Both were valid by themselves; when their mixture is not, all of it waits.
    return checkConfigText(text, { ...place(source), flags }).config ?? this.#running;
  }

  #ignore(error: ExecutorError): void {
    const problem = problemOf(error.code, error.details);
    if (isDeepStrictEqual(problem, this.#problem)) return;
    this.#problem = problem;
    this.#revision++;
    this.#modules.logger.warn('the changed configuration is ignored', {}, error);
    this.#modules.onChange();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => {});
    return next;
  }
}

function waitsForRestart({ reload, value }: EffectiveKey, started: EffectiveKey | undefined): boolean {
  return reload === 'restart' && !isDeepStrictEqual(value, started?.value);
}

function place({ file, env, flags }: ConfigSource) {
  return { file: file ?? 'configuration', env, flags };
}

function savable(values: Readonly<Record<string, ConfigValue>>): ConfigValues {
  const simple = Object.entries(values).map(([key, value]) => {
    if (value === null || Array.isArray(value))
      throw new ExecutorError('CONFIG_NOT_SAVED', { key, reason: 'edit it in the file' });
    return [key, value] as const;
  });
  return Object.fromEntries(simple);
}
