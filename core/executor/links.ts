import type { ExecutorModules } from './modules.ts';

/** Lets what happens in one module reach the others and the faces. Returns what ends each link. */
export function linkModules(modules: ExecutorModules): (() => void)[] {
  const { catalog, network, ledger, serving, changes } = modules;
  return [
    catalog.onChange(() => {
      serving.announce();
      changes.touch('models.changed');
      changes.touch('status.changed');
    }),
    network.onChange(() => changes.touch('status.changed')),
    ledger.onChange(() => {
      changes.touch('ledger.changed');
      changes.touch('status.changed');
    }),
  ];
}
