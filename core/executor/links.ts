import type { Clock } from '../foundation/clock.ts';
import type { ExecutorModules } from './modules.ts';

/** How often the status is told without an event: what it says of the last minute and of today changes by itself. */
const TICK_MS = 5000;

/** Lets what happens in one module reach the others and the faces. Returns what ends each link. */
export function linkModules(modules: ExecutorModules): (() => void)[] {
  const { programs, catalog, loading, performance, resources, network, ledger, hardware, serving, changes, clock } =
    modules;
  return [
    everyTick(clock, () => {
      changes.touch('status.changed');
      void programs.look();
    }),
    catalog.onChange(() => {
      resources.manager.modelsChanged();
      serving.announce();
      void programs.look();
      changes.touch('models.changed');
      changes.touch('status.changed');
    }),
    loading.loads.onChange(() => {
      changes.touch('models.changed');
      changes.touch('status.changed');
    }),
    performance.onChange(() => {
      serving.announce();
      changes.touch('models.changed');
    }),
    network.onChange(() => changes.touch('status.changed')),
    hardware.onReading(() => {
      changes.touch('hardware.changed');
      catalog.judge((id) => resources.manager.notServedBecause(id));
    }),
    ledger.onChange(() => {
      changes.touch('ledger.changed');
      changes.touch('status.changed');
    }),
  ];
}

function everyTick(clock: Clock, action: () => void): () => void {
  let cancel = () => {};
  const arm = () => {
    cancel = clock.setTimer(() => {
      action();
      arm();
    }, TICK_MS);
  };
  arm();
  return () => cancel();
}
