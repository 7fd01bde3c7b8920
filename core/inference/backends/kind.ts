import type { Clock } from '../../foundation/clock.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { BuiltinModules } from './builtin/index.ts';
import type { LlmClient } from './interface.ts';
import type { CallLimits } from './limits.ts';
import type { LlmClientSettings } from './settings.ts';
import type { SpendingGuard } from './spending/index.ts';

/** What every kind may use. */
export interface BackendModules {
  readonly clock: Clock;
  readonly logger: Logger;
  /** For the kind `builtin` only. */
  readonly builtin?: BuiltinModules;
  /** Watches over the use of hosted services. @defaultValue nobody does */
  readonly spending?: SpendingGuard | null;
}

/** One kind of model program. A new kind is one folder that exports one of these, one name in `kinds.ts` and one line in `registry.ts`. */
export interface BackendKind {
  /** One sentence for documentation and settings. */
  readonly summary: string;
  /** Makes a client; no I/O. `limits` replace those that follow from `timeoutSecs`. */
  create(modules: BackendModules, settings: LlmClientSettings, limits?: CallLimits): LlmClient;
}
