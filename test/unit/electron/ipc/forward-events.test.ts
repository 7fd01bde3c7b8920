import { expect, it } from 'vitest';
import { silentLogger } from '../../../../core/foundation/logger.ts';
import { ExecutorHost, type LaunchedExecutor } from '../../../../electron/executor-host/index.ts';
import { forwardEvents } from '../../../../electron/ipc/forward-events.ts';
import { createFakeControlTarget, type FakeControlTarget } from '../../../fakes/control-target.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';

it('drops what the executor before had still to tell when another one takes over', async () => {
  const clock = createManualClock();
  const controls: FakeControlTarget[] = [];
  const launch = async (): Promise<LaunchedExecutor> => {
    const executor = createFakeControlTarget();
    controls.push(executor);
    const { promise: stopped, resolve } = Promise.withResolvers<void>();
    return { executor, dataFolder: '/data', stop: async () => resolve(), stopped };
  };
  const host = new ExecutorHost({ launch, launchDemo: launch, logger: silentLogger, onShutdown: () => {} });
  const told: unknown[] = [];
  forwardEvents(host, (name, payload) => void told.push([name, (payload as { version?: string }).version]), { clock });
  await host.start();

  controls[0]?.setStatus({ version: 'first, at once' });
  controls[0]?.setStatus({ version: 'first, waits' });
  expect(told).toEqual([['status.changed', 'first, at once']]);
  await host.startDemo();
  controls[1]?.setStatus({ version: 'second, at once' });
  clock.advance(1000);
  expect(told.slice(1)).toEqual([['status.changed', 'second, at once']]);
});
