import { admissionErrors } from './families/admission.ts';
import { cacheErrors } from './families/cache.ts';
import { downloadErrors } from './families/downloads.ts';
import { engineErrors } from './families/engine.ts';
import { hookErrors } from './families/hooks.ts';
import { libraryErrors } from './families/library.ts';
import { modelErrors } from './families/models.ts';
import { nodeErrors } from './families/node.ts';
import { poolErrors } from './families/pool.ts';
import { protocolErrors } from './families/protocol.ts';
import { resourceErrors } from './families/resources.ts';
import { servingErrors } from './families/serving.ts';
import { validationErrors } from './families/validation.ts';
import type { ErrorRow } from './row.ts';

const rows = {
  ...protocolErrors,
  ...validationErrors,
  ...admissionErrors,
  ...servingErrors,
  ...poolErrors,
  ...resourceErrors,
  ...modelErrors,
  ...engineErrors,
  ...cacheErrors,
  ...downloadErrors,
  ...hookErrors,
  ...nodeErrors,
  ...libraryErrors,
} as const;

/** A code never changes its meaning: logs, metrics, scripts and translations rely on it. */
export type ErrorCode = keyof typeof rows;

/** Total table: every code with its message, hint, log level, what the peer is told, and exit status. */
export const errorTable: Readonly<Record<ErrorCode, ErrorRow>> = rows;

/** True for a text that is one of our codes. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errorTable, text);
}
