import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { ModelLoads } from '../../models/loads/interface.ts';
import type { ModelFacts } from '../budgets/need.ts';
import type { AllocationSettings, BudgetSettings } from '../budgets/settings.ts';
import type { HardwareSource } from '../interface.ts';

/** What the manager asks about a model. */
export interface ResourceModels {
  /** Null for a model that no backend has. */
  facts(id: string): ModelFacts | null;
  /** How the owner wants it loaded; null leaves it to its program. */
  shape(id: string): { readonly contextLength: number | null; readonly parallel: number | null };
  /** Whether its program can be told which GPU it goes to, and with how many threads. */
  isPlaceable(id: string): boolean;
  /** Threads that the owner's settings leave it; null leaves them to its program. */
  threads(id: string): number | null;
}

/** Whom the manager works with. */
export interface ResourceModules {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly loads: ModelLoads;
  readonly hardware: HardwareSource;
  readonly models: ResourceModels;
}

/** What the owner allows. */
export interface ResourceSettings {
  readonly budget: BudgetSettings;
  readonly allocation: AllocationSettings;
}

/** Called when a program ran out of memory; what it throws is logged. */
export type OutOfMemoryHandler = () => void | Promise<void>;
