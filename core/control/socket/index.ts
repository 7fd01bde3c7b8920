export { type SocketAddress, socketAddress } from './address.ts';
export { type CallOptions, ControlClient } from './client.ts';
export { type ControlLimits, controlLimits } from './limits.ts';
export { ControlServer, type ControlServerModules } from './server.ts';
