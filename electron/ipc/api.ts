import type { CallResult } from '../../core/control/contract.ts';
import type { AppCallInput, AppCallName, AppCallOutput, AppEventListener } from './contract.ts';

/** The only thing that the window gets from the main process, as `window.lloom`. */
export interface LloomApi {
  /** Makes one call of the contract; never rejects. */
  call<K extends AppCallName>(name: K, input: AppCallInput<K>): Promise<CallResult<AppCallOutput<K>>>;
  /** Listens to every event. Returns what ends it. Frequent events arrive at most four times a second, the last value wins. */
  subscribe(listener: AppEventListener): () => void;
}

declare global {
  interface Window {
    readonly lloom: LloomApi;
  }
}
