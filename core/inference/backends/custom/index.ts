import { ExecutorError } from '../../../foundation/errors/index.ts';
import type { BackendKind } from '../kind.ts';
import { adapterOf } from './adapter.ts';
import { createCustomClient } from './client.ts';

export type { CustomAdapter, CustomAnswer } from './adapter.ts';
export { adapterOf, createCustomClient };

/** A program with an API of its own, which the configuration describes. */
export const custom: BackendKind = {
  summary: 'A program with an API of its own, which templates describe.',
  create(modules, settings, limits) {
    if (settings.custom.models.length === 0)
      throw new ExecutorError('CONFIG_INVALID', { key: 'llm_client.custom.models' });
    return createCustomClient(modules, settings, adapterOf(settings.custom), limits);
  },
};
