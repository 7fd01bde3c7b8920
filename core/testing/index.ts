export { AnnouncementRegistry, type LoggedAnnouncement } from './announcement-registry.ts';
export { type AttachedExecutor, LocalNetwork, type LocalNetworkModules } from './local-network.ts';
export { LocalValidator, type LocalValidatorModules } from './local-validator.ts';
export { MockExecutor, type ProcessOptions } from './mock-executor.ts';
export { MockLlmClient, TEST_MODEL } from './mock-llm-client.ts';
export { reachLikeNetworkClient } from './network-client.ts';
export { type SpawnOptions, spawnTestExecutor, TestExecutor } from './test-executor.ts';
export { createTestRequest, type TestRequestOptions } from './test-request.ts';
export type { TestResponse } from './test-response.ts';
