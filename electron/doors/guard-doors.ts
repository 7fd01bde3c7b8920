import type { ControlHandlers } from '../../core/control/index.ts';
import { ExecutorError } from '../../core/foundation/errors/index.ts';
import type { ExecutorHost } from '../executor-host/index.ts';
import type { DoorKeeper } from './door-keeper.ts';

interface DoorGuardModules {
  readonly host: Pick<ExecutorHost, 'target' | 'view'>;
  readonly keeper: Pick<DoorKeeper, 'confirm'>;
}

/**
 * The window's way to the settings: a key that opens a door is set only after a person confirmed it, alone, and only
 * in the executor that ran when the question was asked. Everything else goes through unchanged; without a confirmation
 * the executor refuses such keys itself.
 */
export function guardDoors({ host, keeper }: DoorGuardModules): Pick<ControlHandlers, 'config.set'> {
  const { handlers } = host.target;
  return {
    'config.set': async (input, { signal }) => {
      const { instance } = host.view();
      const { keys } = await handlers['config.get']({}, { signal });
      const named = new Set(input.values.map(({ key }) => key));
      const doors = keys.filter(({ key, door }) => door && named.has(key));
      const [setting] = doors;
      const [change] = input.values;
      if (setting === undefined || change === undefined) return handlers['config.set'](input, { signal });
      if (input.values.length > 1)
        throw new ExecutorError('CONTROL_DOOR_KEY', { keys: doors.map(({ key }) => key), reason: 'one at a time' });
      await keeper.confirm(setting, change.value, signal);
      if (host.view().instance !== instance) throw new ExecutorError('EXECUTOR_NOT_RUNNING');
      return handlers['config.set'](input, { signal, mayOpenDoors: true });
    },
  };
}
