import { z } from 'zod';
import { defineSection, setting } from '../../foundation/settings.ts';

/** Levels from the most to the least talkative. */
export const loggingLevels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** What is written to the log. */
export interface LoggingSettings {
  readonly level: (typeof loggingLevels)[number];
}

/** `[logging]` of the configuration file. */
export const loggingSection = defineSection({
  name: 'logging',
  acts: 'core/operations/logging/create-logger.ts',
  reload: 'now',
  about: 'What is written to the log. Prompts, answers and keys never are.',
  keys: {
    level: setting(z.enum(loggingLevels).default('info'), {
      description: 'How much is told.',
      unit: `one of ${loggingLevels.map((level) => `"${level}"`).join(', ')}`,
    }),
  },
  read: (values): LoggingSettings => ({ level: values.level }),
});
