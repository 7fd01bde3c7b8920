/** `[content_filter]`. */
export interface ContentFilterSettings {
  readonly enabled: boolean;
  /** RE2 patterns that {@link patternProblem} finds nothing wrong with. */
  readonly blockPatterns: readonly string[];
  /** Characters (Unicode code points) of prompt and system prompt together, inclusive; null for no limit. */
  readonly maxPromptLength: number | null;
  readonly scanResponses: boolean;
}
