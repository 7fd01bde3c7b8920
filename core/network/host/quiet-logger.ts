import type { ComponentLogger, Logger } from '@libp2p/interface';

const nothing: Logger = Object.assign(() => {}, {
  error: () => {},
  trace: () => {},
  enabled: false,
  newScope: () => nothing,
});

/** libp2p's own log lines contain bytes from peers and full addresses; ours are written where something is decided. */
export const quietLogger: ComponentLogger = { forComponent: () => nothing };
