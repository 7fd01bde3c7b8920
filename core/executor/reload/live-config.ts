import { isDeepStrictEqual } from 'node:util';
import type { ConfigValue, ConfigView, Problem } from '../../control/index.ts';
import {
  type ConfigProblem,
  type ConfigSnapshot,
  checkConfigText,
  diffConfig,
  type ExecutorConfig,
  formatConfigProblem,
  parseKeyPath,
  readConfigText,
  requireAvailable,
  saveConfigValues,
  sectionList,
  settingFacts,
} from '../../foundation/config/index.ts';
import { type ErrorDetails, ExecutorError, toExecutorError } from '../../foundation/errors/index.ts';
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
  /** What the executor was started with. */
  readonly #started: ConfigSnapshot | null;
  /** What the file says, as far as it was valid. */
  #current: ConfigSnapshot | null;
  #running: ExecutorConfig;
  #text: string;
  /** Keys that differ from the start and wait for the next one. */
  #waiting: readonly string[] = [];
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
    this.#started = options.source === null ? null : checkConfigText(this.#text, place(options.source)).snapshot;
    this.#current = this.#started;
  }

  /** What the executor runs with now. */
  get config(): ExecutorConfig {
    return this.#running;
  }

  /** The file that is read again when it changes; null where there is none. */
  get file(): string | null {
    return this.#source?.file ?? null;
  }

  /** What the owner should know about the file as it is now. */
  problems(): readonly Problem[] {
    const waiting = this.#waiting.length === 0 ? [] : [problemOf('CONFIG_NEEDS_RESTART', { keys: this.#waiting })];
    return this.#problem === null ? waiting : [this.#problem, ...waiting];
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
      keys: this.#current?.entries().map((entry) => configKeyView(entry, this.#isWaiting(entry.key))) ?? [],
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
      for (const [key, value] of Object.entries(values)) refuseLater(key, value);
      await saveConfigValues(this.#source.file, values, this.#source.env);
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

  /** Also for a key of an item of a list that waits as a whole. */
  #isWaiting(key: string): boolean {
    return this.#waiting.some((waiting) => key.startsWith(waiting) && /^(?:[.[]|$)/.test(key.slice(waiting.length)));
  }

  /** Keys of which nothing is known are refused by the check of the whole file; they cannot be a way around this one. */
  #refuseDoors(values: Readonly<Record<string, ConfigValue>>): void {
    const refused = Object.entries(values).filter(
      ([key, value]) => factsOf(key)?.door !== false || takesVariable.test(JSON.stringify(value)),
    );
    if (refused.length === 0) return;
    throw new ExecutorError('CONTROL_DOOR_KEY', { keys: refused.map(([key]) => key) });
  }

  async #readNow(): Promise<void> {
    const source = this.#source;
    if (source === null || source.file === null) return;
    try {
      const text = await readConfigText(source.file);
      // Without a file from the start, everything has its default, now as before.
      if (text === null && this.#text === '') return this.#forgetProblem();
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
    if (checked.config === null || checked.snapshot === null) {
      const details = { file: source.file, problems: checked.problems.slice(0, MAX_PROBLEMS) };
      throw new ExecutorError('CONFIG_INVALID_IGNORED', { ...details, count: checked.problems.length });
    }
    requireAvailable(checked.snapshot);
    const changes = this.#started === null ? [] : diffConfig(this.#started, checked.snapshot);
    const waiting = changes.filter(({ reload }) => reload === 'restart').map(({ key }) => key);
    const config = waiting.length === 0 ? checked.config : this.#withStarted(text, source, waiting);
    const before = this.#running;
    this.#running = config;
    this.#text = text;
    this.#current = checked.snapshot;
    this.#waiting = waiting;
    this.#problem = null;
    this.#warnings = checked.warnings;
    this.#revision++;
    this.#modules.logger.info('the changed configuration is in force', { needsRestart: waiting });
    this.#modules.apply(before, config);
    this.#modules.onChange();
  }

  /** The configuration with the values of the start for what cannot change before a restart. */
  #withStarted(text: string, source: ConfigSource, waiting: readonly string[]): ExecutorConfig {
    const values = waiting.map((key) => [key, this.#started?.valueAt(parseKeyPath(key) ?? []) ?? null] as const);
    const flags = { ...source.flags, ...Object.fromEntries(values) };
    // Both were valid by themselves; when their mixture is not, all of it waits.
    return checkConfigText(text, { ...place(source), flags }).config ?? this.#running;
  }

  #forgetProblem(): void {
    if (this.#problem === null) return;
    this.#problem = null;
    this.#revision++;
    this.#modules.onChange();
  }

  #ignore(error: ExecutorError): void {
    const problem = problemOf(error.code, error.details);
    if (isDeepStrictEqual(problem, this.#problem)) return;
    this.#problem = problem;
    this.#revision++;
    this.#modules.logger.warn('the changed configuration is ignored', { ...reasonOf(error), code: error.code });
    this.#modules.onChange();
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const next = this.#turn.then(work, work);
    this.#turn = next.catch(() => {});
    return next;
  }
}

/** What the log says of it: problems of the file as sentences, as the check of the command line tells them. */
function reasonOf({ code, details }: ExecutorError): ErrorDetails {
  if (code !== 'CONFIG_INVALID_IGNORED') return details;
  const problems = details.problems as unknown as readonly ConfigProblem[];
  return { problems: problems.map(formatConfigProblem) };
}

function factsOf(key: string) {
  const path = parseKeyPath(key);
  return path === null ? null : settingFacts(path);
}

function place({ file, env, flags }: ConfigSource) {
  return { file: file ?? 'configuration', env, flags };
}

/** A key that does nothing yet may only be put back to its default: the executor would not start with another value. */
function refuseLater(key: string, value: ConfigValue): void {
  const facts = factsOf(key);
  if (facts?.owner !== 'later' || value === null || isDeepStrictEqual(value, facts.default)) return;
  throw new ExecutorError('FEATURE_NOT_AVAILABLE', { feature: facts.section, key });
}
