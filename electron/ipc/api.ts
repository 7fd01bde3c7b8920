import type { ErrorObject } from '../../core/foundation/errors/index.ts';
import type { AppCallInput, AppCallName, AppCallOutput, AppEventListener } from './contract.ts';

/** How a call ended. Errors cross as plain objects, because Electron keeps only the message of a thrown one. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ErrorObject };

/** The only thing that the window gets from the main process, as `window.lloom`. */
export interface LloomApi {
  /** Makes one call of the contract; never rejects. */
  call<K extends AppCallName>(name: K, input: AppCallInput<K>): Promise<Answer<AppCallOutput<K>>>;
  /** Listens to every event. Returns what ends it. Frequent events arrive at most four times a second, the last value wins. */
  subscribe(listener: AppEventListener): () => void;
}

declare global {
  interface Window {
    readonly lloom: LloomApi;
  }
}
