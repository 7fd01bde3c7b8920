export type { BatchingSettings } from './config.ts';
export type { Group } from './group.ts';
export { Slots } from './slots.ts';
export { Turns } from './turns.ts';
