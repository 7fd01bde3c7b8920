import { z } from 'zod';
import { optional } from '../../foundation/setting-values.ts';
import { defineSection, setting } from '../../foundation/settings.ts';
import { MAX_PATTERN_LENGTH, MAX_PATTERNS, patternProblem } from './patterns.ts';
import type { ContentFilterSettings } from './settings.ts';

const file = 'test/integration/executor/content-filter.test.ts';

const pattern = z.string().superRefine((text, context) => {
  const problem = patternProblem(text);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

/** `[content_filter]` of the configuration file. */
export const contentFilterSection = defineSection({
  name: 'content_filter',
  about: 'What is not answered. The client is told that it was refused, in words that are always the same.',
  acts: 'core/request/content-filter',
  reload: 'now',
  keys: {
    enabled: setting(z.boolean().default(false), {
      description: 'Whether prompts are looked through.',
      unit: 'true or false',
      test: { file, title: 'a filter that is switched off lets everything through' },
    }),
    block_patterns: setting(z.array(pattern).max(MAX_PATTERNS).default([]), {
      description:
        'Prompts and system prompts in which one of these is found are refused. Case counts unless a pattern begins ' +
        'with (?i); a dot is any character but a line break unless it begins with (?s).',
      unit: `list of at most ${MAX_PATTERNS} RE2 patterns of at most ${MAX_PATTERN_LENGTH} characters`,
      hint: 'RE2 knows neither (?=…) nor \\1; in exchange no text can make it slow. In TOML, write patterns in single quotes.',
      test: {
        file,
        title: 'a prompt or a system prompt that fits a pattern is refused with a fixed text, and counted',
      },
    }),
    max_prompt_length: setting(optional(z.int().min(1).max(1_048_576)), {
      description: 'Longest prompt, together with its system prompt, in characters (Unicode code points).',
      unit: 'whole number of characters, 1 to 1048576',
      example: 10_000,
      test: { file, title: 'a prompt that is longer than the limit is refused, one of that length is answered' },
    }),
    scan_responses: setting(z.boolean().default(false), {
      description: 'Whether answers are looked through as well; one that fits is not sent, and nothing is charged.',
      unit: 'true or false',
      test: { file, title: 'an answer that fits a pattern is not sent and void in the books, with its reason' },
    }),
  },
  read: (values): ContentFilterSettings => ({
    enabled: values.enabled,
    blockPatterns: values.block_patterns,
    maxPromptLength: values.max_prompt_length,
    scanResponses: values.scan_responses,
  }),
});
