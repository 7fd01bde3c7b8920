import type { ControlHandlers } from '../../control/index.ts';
import type { ExecutorModules } from '../modules.ts';
import { presenceView } from '../presence.ts';

type Calls = Pick<ControlHandlers, 'presence.get' | 'presence.override'>;

export function presenceCalls({ presence, liveConfig }: ExecutorModules): Calls {
  const view = () => presenceView(presence.view(), liveConfig.config);
  return {
    'presence.get': async () => view(),
    'presence.override': async ({ mode }) => {
      if (mode === 'serve') presence.serveAnyway();
      else presence.follow();
      return view();
    },
  };
}
