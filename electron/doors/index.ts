export { DoorKeeper } from './door-keeper.ts';
export type { DoorQuestion } from './door-question.ts';
export { guardDoors } from './guard-doors.ts';
