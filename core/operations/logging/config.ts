import { z } from 'zod';
import { optional, pathUnit, pathValue } from '../../foundation/setting-values.ts';
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
      test: { file: 'test/integration/cli/lifecycle.test.ts', title: 'tells as much as %s asks for' },
      description: 'How much is told.',
      unit: `one of ${loggingLevels.map((level) => `"${level}"`).join(', ')}`,
    }),
    file: setting(optional(pathValue), {
      description: 'File that the log is written to as well.',
      unit: pathUnit,
      kind: 'path',
      example: '~/.lloom/executor/executor.log',
      owner: 'later',
      reload: 'restart',
    }),
    max_size_mb: setting(z.int().min(1).max(10_000).default(100), {
      description: 'Size at which a new file is begun.',
      unit: 'whole megabytes, 1 to 10000',
      owner: 'later',
      inertWhen: () => true,
    }),
    max_backups: setting(z.int().min(0).max(1000).default(5), {
      description: 'How many older files are kept.',
      unit: 'whole number, 0 to 1000',
      owner: 'later',
      inertWhen: () => true,
    }),
    compress: setting(z.boolean().default(false), {
      description: 'Whether older files are compressed.',
      unit: 'true or false',
      owner: 'later',
      inertWhen: () => true,
    }),
  },
  read: (values): LoggingSettings => ({ level: values.level }),
});
