export { createSpendingGuard } from './guard.ts';
export type { ActualUse, ExpectedUse, HostedPrice, Reservation, SpendingGuard, SpendingLimits } from './interface.ts';
export { limitClient } from './limited-client.ts';
