import { createHash } from 'node:crypto';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { ContentFilterStage } from '../index.ts';
import { type BlockPattern, compilePatterns } from './patterns.ts';
import { ScanThread } from './scan-thread.ts';
import type { ContentFilterSettings } from './settings.ts';

/**
 * Characters times instructions of all patterns that are looked through in the event loop. The worst patterns that were
 * found take 0.17 µs for each, so 15 ms; plain ones a hundredth of that. What is more goes to a thread.
 */
const MAX_DIRECT_WORK = 90_000;

interface ContentFilterModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told the label of the rule that blocked. */
  readonly counts: { blocked(label: string): void };
}

/** Settings, compiled. */
interface Rules {
  readonly version: string;
  readonly maxPromptLength: number | null;
  readonly scanResponses: boolean;
  readonly patterns: readonly BlockPattern[];
  /** Instructions of all patterns. */
  readonly work: number;
  readonly thread: ScanThread;
}

/** Refuses what the owner does not want to answer. Texts are neither kept nor told to anybody. */
export class ContentFilter implements ContentFilterStage {
  readonly #modules: ContentFilterModules;
  #rules: Rules | null;

  constructor(modules: ContentFilterModules, settings: ContentFilterSettings) {
    this.#modules = modules;
    this.#rules = compile(modules, settings);
  }

  get version(): string {
    return this.#rules?.version ?? 'none';
  }

  /** Obeys these settings from now on; texts under way are looked through as before. */
  configure(settings: ContentFilterSettings): void {
    const old = this.#rules;
    this.#rules = compile(this.#modules, settings);
    old?.thread.close();
  }

  /** Ends the thread when it is done. */
  close(): void {
    this.#rules?.thread.close();
  }

  async checkPrompt({ prompt, systemPrompt }: { prompt: string; systemPrompt: string | null }): Promise<void> {
    const rules = this.#rules;
    if (rules === null) return;
    const texts = systemPrompt === null ? [prompt] : [systemPrompt, prompt];
    const limit = rules.maxPromptLength;
    if (limit !== null && isLonger(texts, limit)) {
      this.#modules.counts.blocked('max_prompt_length');
      throw new ExecutorError('CONTENT_TOO_LONG', { limit });
    }
    for (const text of texts) await this.#scan(rules, text, 'CONTENT_BLOCKED_PROMPT');
  }

  async checkResponse(content: string): Promise<void> {
    const rules = this.#rules;
    if (rules?.scanResponses) await this.#scan(rules, content, 'CONTENT_BLOCKED_RESPONSE');
  }

  async #scan(rules: Rules, text: string, code: 'CONTENT_BLOCKED_PROMPT' | 'CONTENT_BLOCKED_RESPONSE'): Promise<void> {
    if (rules.patterns.length === 0) return;
    const { patterns, work, thread } = rules;
    const isSmall = text.length * work <= MAX_DIRECT_WORK;
    const index = isSmall ? patterns.findIndex(({ expression }) => expression.test(text)) : await thread.scan(text);
    const pattern = index === null ? undefined : patterns[index];
    if (pattern === undefined) return;
    this.#modules.counts.blocked(pattern.label);
    throw new ExecutorError(code, { rule: pattern.label });
  }
}

function compile({ clock, logger }: ContentFilterModules, settings: ContentFilterSettings): Rules | null {
  const { enabled, blockPatterns, maxPromptLength, scanResponses } = settings;
  if (!enabled) return null;
  const patterns = compilePatterns(blockPatterns);
  if (patterns.length === 0 && maxPromptLength === null) {
    logger.warn('[content_filter] is enabled and has neither patterns nor a length: nothing is refused');
  }
  const everything = JSON.stringify([blockPatterns, maxPromptLength, scanResponses]);
  return {
    version: createHash('sha256').update(everything).digest('hex').slice(0, 16),
    maxPromptLength,
    scanResponses,
    patterns,
    work: patterns.reduce((sum, { instructions }) => sum + instructions, 0),
    thread: new ScanThread({ clock }, { patterns: blockPatterns }),
  };
}

/** Whether texts have more Unicode code points than the limit; one has one or two units of a string. */
function isLonger(texts: readonly string[], limit: number): boolean {
  const units = texts.reduce((sum, text) => sum + text.length, 0);
  if (units <= limit) return false;
  if (units > 2 * limit) return true;
  let characters = 0;
  for (const text of texts) for (const _character of text) characters += 1;
  return characters > limit;
}
