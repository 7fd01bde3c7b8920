export { AnnouncementRegistry, type LoggedAnnouncement } from './announcement-registry.ts';
export { type AttachedExecutor, LocalNetwork, type LocalNetworkModules } from './local-network.ts';
export { LocalValidator, type LocalValidatorModules } from './local-validator.ts';
export { reachLikeNetworkClient } from './network-client.ts';
