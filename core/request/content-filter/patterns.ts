import { createHash } from 'node:crypto';
import { RE2JS, RE2JSException } from 're2js';

/** Longest pattern, characters. */
export const MAX_PATTERN_LENGTH = 512;
/** Most patterns. */
export const MAX_PATTERNS = 64;
/**
 * Most instructions of one pattern's program. The time for a text is at most its length times this; at 1,000 the worst
 * pattern that was found takes 0.1 ms a character.
 */
const MAX_INSTRUCTIONS = 1000;

/** A pattern ready to be looked for. */
export interface BlockPattern {
  /** Names it in counts without showing it, for example `pattern 1 (9f86d081)`. */
  readonly label: string;
  readonly instructions: number;
  readonly expression: RE2JS;
}

/** Compiles patterns that {@link patternProblem} finds nothing wrong with. */
export function compilePatterns(patterns: readonly string[]): readonly BlockPattern[] {
  return patterns.map((pattern, index) => {
    const expression = RE2JS.compile(pattern);
    const hash = createHash('sha256').update(pattern).digest('hex').slice(0, 8);
    return { label: `pattern ${index + 1} (${hash})`, instructions: expression.programSize(), expression };
  });
}

/** What is wrong with a pattern, as the end of a sentence; null for a good one. */
export function patternProblem(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN_LENGTH) return `is longer than ${MAX_PATTERN_LENGTH} characters`;
  let expression: RE2JS;
  try {
    expression = RE2JS.compile(pattern);
  } catch (error) {
    if (error instanceof RE2JSException) return syntaxProblem(pattern, error);
    throw error;
  }
  if (expression.test('')) return 'fits the empty text, and so every text';
  const instructions = expression.programSize();
  if (instructions <= MAX_INSTRUCTIONS) return null;
  return `is too large: ${instructions} steps, at most ${MAX_INSTRUCTIONS}; repeat less often`;
}

/** The library names the part that it did not understand; where that stands is what the owner needs. */
function syntaxProblem(pattern: string, error: RE2JSException): string {
  const { error: reason, input } = error as { error?: unknown; input?: unknown };
  const at = typeof input === 'string' && input !== '' ? pattern.indexOf(input) : -1;
  const place = at < 0 ? '' : `, at character ${[...pattern.slice(0, at)].length + 1}`;
  return `is not a pattern: ${typeof reason === 'string' ? reason : 'syntax error'}${place}`;
}
