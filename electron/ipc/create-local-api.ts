import type { LloomApi } from './api.ts';
import type { AppEventListener, AppHandlers } from './contract.ts';
import { createApi } from './create-api.ts';
import { createDispatch } from './create-dispatch.ts';

/** Both sides of the contract in one process: what the window would see, without a main process. For tests. */
export function createLocalApi(handlers: AppHandlers, subscribe: (listener: AppEventListener) => () => void): LloomApi {
  const dispatch = createDispatch(handlers);
  const context = () => ({ signal: new AbortController().signal });
  return createApi({
    invoke: async (name, input) => structuredClone(await dispatch(name, structuredClone(input), context())),
    listen: (listener) => subscribe((name, payload) => listener(name, structuredClone(payload))),
  });
}
