import type { CallResult } from '../../core/control/contract.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { LloomApi } from './api.ts';

/** How the window reaches main. `invoke` resolves to an {@link CallResult}. */
export interface Bridge {
  invoke(name: string, input: unknown): Promise<unknown>;
  listen(listener: (name: string, payload: unknown) => void): () => void;
}

/** Derives the window's side of the contract. It needs no schema, so the preload that carries it stays small. */
export function createApi(bridge: Bridge): LloomApi {
  const call = async (name: string, input: unknown): Promise<CallResult<unknown>> => {
    try {
      return (await bridge.invoke(name, input)) as CallResult<unknown>;
    } catch {
      // Main answers every call; this is a main process that is gone, or an input that cannot be cloned.
      return { ok: false, error: new ExecutorError('INTERNAL_FAULT').toObject() };
    }
  };
  return {
    call: call as LloomApi['call'],
    subscribe: (listener) => bridge.listen(listener as (name: string, payload: unknown) => void),
  };
}
