import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { LloomApi } from '../../electron/ipc/api.ts';
import type { AppCallInput, AppCallName, AppCallOutput } from '../../electron/ipc/contract.ts';

/** Makes one call of the contract. @throws {@link ExecutorError} rebuilt from what crossed the border. */
export type Call = <K extends AppCallName>(name: K, input: AppCallInput<K>) => Promise<AppCallOutput<K>>;

/** Turns the answers of the main process into values and errors. */
export function createCall(api: Pick<LloomApi, 'call'>): Call {
  return async (name, input) => {
    const answer = await api.call(name, input);
    if (answer.ok) return answer.value;
    throw ExecutorError.fromObject(answer.error);
  };
}
