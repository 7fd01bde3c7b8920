export { type PowerSource, PowerWatch } from './power-watch.ts';
