import { defineSection } from '../../foundation/settings.ts';
import { budgetKeys, readBudget } from './budgets/config.ts';
import { cpuKeys, readCpu } from './cpu/config.ts';

export { gpuAllocationSection } from './placement/config.ts';

/** `[resources]` of the configuration file. */
export const resourcesSection = defineSection({
  name: 'resources',
  about: 'How much of the computer the models may take.',
  acts: 'core/inference/resources',
  reload: 'now',
  keys: { ...budgetKeys, ...cpuKeys },
  read: (values) => ({ budget: readBudget(values), cpu: readCpu(values) }),
});
