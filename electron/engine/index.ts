export { UtilityEngineLauncher } from './utility-launcher.ts';
