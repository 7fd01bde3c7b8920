import type { Identity } from '../../../core/identity/index.ts';
import type { RequestStages } from '../../../core/request/index.ts';
import { openStages } from '../../utils/open-stages.ts';

/** The stations as an owner would have them: limits, two patterns, memory cache, one plugin in process. */
export async function perfStages(_modules: {
  identity: Identity;
}): Promise<{ stages: RequestStages; close: () => Promise<void> }> {
  return { stages: openStages(), close: async () => {} };
}
