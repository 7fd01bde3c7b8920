import { homedir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { settingList } from '../../../../../core/foundation/config/index.ts';
import { randomIdentity } from '../../../../../core/identity/index.ts';
import {
  Executor,
  type ExecutorConfig,
  ExecutorError,
  LlmBackend,
  type ModelConfig,
  Secret,
} from '../../../../../core/index.ts';
import { batchSettings } from '../../../../../core/library/config/batch-config.ts';
import { modelItem } from '../../../../../core/library/config/model-config.ts';
import { queueSettings } from '../../../../../core/library/config/queue-config.ts';
import { readConfig } from '../../../../../core/library/config/resolve-config.ts';
import { ExecutorSetup } from '../../../../../core/library/setup.ts';

/** The error of a configuration that programs without types may make. */
function refusal(config: object): ExecutorError {
  try {
    new Executor(config);
  } catch (error) {
    if (error instanceof ExecutorError) return error;
  }
  throw new Error('It was not refused.');
}

const problemsOf = (config: object) => refusal(config).details.problems;

describe('the configuration of an executor', () => {
  it('has the defaults of the configuration file where nothing is said', () => {
    const { settings, dataFolder } = new ExecutorSetup({});
    expect(dataFolder).toBe(join(homedir(), '.lloom', 'executor'));
    expect(settings.identity.privateKeyPath).toBe(join(dataFolder, 'identity_key'));
    expect(settings.requestHandling).toMatchObject({ maxConcurrentRequests: 10, maxTokensPerRequest: 4096 });
    expect(settings.pricing.baseOutboundPriceWei).toBe(10n ** 15n);
  });

  it('takes every property where it acts', () => {
    const config: ExecutorConfig = {
      listenAddress: '/ip4/127.0.0.1/tcp/4009',
      externalAddress: '/ip4/203.0.113.7/tcp/4001',
      bootstrapPeers: ['/ip4/203.0.113.8/tcp/9000'],
      identityPath: '~/keys/executor',
      ethereumKeyPath: '~/keys/executor',
      llmBackend: LlmBackend.openAi({ apiKey: 'sk-key', baseUrl: 'http://127.0.0.1:8000/v1' }),
      maxConcurrentRequests: 3,
      requestTimeoutSecs: 60,
      maxTokensPerRequest: 100,
      baseInboundPriceWei: 1n,
      baseOutboundPriceWei: 2n,
      dataFolder: '~/elsewhere',
    };
    const { settings, dataFolder } = new ExecutorSetup(config);
    expect(dataFolder).toBe(join(homedir(), 'elsewhere'));
    expect(settings).toMatchObject({
      network: {
        listenAddress: config.listenAddress,
        externalAddress: config.externalAddress,
        bootstrapPeers: config.bootstrapPeers,
      },
      identity: { privateKeyPath: join(homedir(), 'keys', 'executor') },
      llmClient: { backend: 'openai', baseUrl: 'http://127.0.0.1:8000/v1' },
      requestHandling: { maxConcurrentRequests: 3, requestTimeoutSecs: 60, maxTokensPerRequest: 100 },
      pricing: { baseInboundPriceWei: 1n, baseOutboundPriceWei: 2n },
    });
    expect(settings.llmClient.apiKey?.reveal()).toBe('sk-key');
  });

  it('is refused with every problem at once, by the names of the properties', () => {
    const problems = problemsOf({
      listenAddress: 'localhost:4001',
      bootstrapPeers: ['/ip4/203.0.113.8/tcp/9000', '/dns4/bootstrap.example.com/tcp/9000'],
      maxConcurrentRequests: 0,
    });
    expect(problems).toMatchObject([
      { key: 'ExecutorConfig.listenAddress', problem: 'does not start with /ip4 or /ip6' },
      { key: 'ExecutorConfig.bootstrapPeers[1]', problem: 'is a name, and the network dials numbers only' },
      { key: 'ExecutorConfig.maxConcurrentRequests', expected: 'whole number, 1 to 1024' },
    ]);
  });

  it.each([
    ['listenAdress', 'is not known; did you mean listenAddress?'],
    ['maxConcurentRequests', 'is not known; did you mean maxConcurrentRequests?'],
    ['gpu', 'is not known'],
  ])('refuses the name %s', (name, problem) => {
    expect(problemsOf({ [name]: 1 })).toMatchObject([{ key: `ExecutorConfig.${name}`, problem }]);
  });

  it.each([[500_000_000_000_000], ['500000000000000'], [-1n], [0.0005]])('takes no price of %s', (price) => {
    const expected = 'wei per model token, 0n to below 10n ** 18n';
    const key = 'ExecutorConfig.baseInboundPriceWei';
    expect(problemsOf({ baseInboundPriceWei: price })).toMatchObject([{ key, expected }]);
  });

  it('takes no price of 1 ETH or more', () => {
    expect(problemsOf({ baseInboundPriceWei: 10n ** 18n })).toMatchObject([
      { key: 'ExecutorConfig.baseInboundPriceWei', expected: 'wei per model token, 0n to below 10n ** 18n' },
    ]);
  });

  it('has one key for everything', () => {
    expect(refusal({ identityPath: '/a', ethereumKeyPath: '/b' }).code).toBe('IDENTITY_ONE_KEY');
    expect(refusal({ identityPath: '/a', privateKey: '11'.repeat(32) }).code).toBe('IDENTITY_ONE_KEY');
    expect(new ExecutorSetup({ ethereumKeyPath: '/b' }).settings.identity.privateKeyPath).toBe('/b');
  });

  it('takes the private key as text or as a secret, and shows it nowhere', () => {
    const text = '11'.repeat(32);
    const identities = [text, `0x${text}`, new Secret(text)].map(
      (key) => new ExecutorSetup({ privateKey: key }).identity,
    );
    expect(new Set(identities.map((identity) => identity?.peerId)).size).toBe(1);
    expect(identities[0]?.peerId).not.toBe(randomIdentity().peerId);
    const { code, details } = refusal({ privateKey: `${text}00` });
    expect(code).toBe('IDENTITY_KEY_INVALID');
    expect(JSON.stringify(details)).not.toContain('1111');
  });

  it('shows no access key', () => {
    const config: ExecutorConfig = { llmBackend: LlmBackend.lmStudio({ apiKey: 'sk-key' }) };
    expect(inspect([config, new Executor(config)], { depth: 9, showHidden: true })).not.toContain('sk-key');
    const { details } = refusal({ llmBackend: LlmBackend.openAi({ apiKey: 'with a space sk-key' }) });
    expect(details.problems).toMatchObject([{ key: 'ExecutorConfig.llmBackend.apiKey' }]);
    expect(JSON.stringify(details)).not.toContain('sk-key');
    const headers = [['Bad name', 'sk-key']] as const;
    const custom = refusal({ llmBackend: LlmBackend.custom({ endpoint: 'http://127.0.0.1', headers }) });
    expect(custom.details.problems).toMatchObject([{ key: 'ExecutorConfig.llmBackend.headers' }]);
    expect(JSON.stringify(custom.details)).not.toContain('sk-key');
  });

  it.each([])('refuses what comes later: %j', (config, feature) => {
    expect(refusal(config)).toMatchObject({ code: 'FEATURE_NOT_AVAILABLE', details: { feature } });
  });

  it('takes every other key of the configuration file by its name', () => {
    const { settings } = new ExecutorSetup({ settings: { 'cache.enabled': true, 'cache.ttl_seconds': 60 } });
    expect(settings.cache).toMatchObject({ enabled: true });
    const wrong = { 'cache.enabled': 1, 'cache.enabeld': true };
    expect(problemsOf({ settings: wrong })).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'ExecutorConfig.settings["cache.enabled"]' }),
        expect.objectContaining({ key: expect.stringContaining('cache.enabeld') }),
      ]),
    );
  });

  it('refuses a key whose feature comes later, and one that a property sets already', () => {
    expect(refusal({ settings: { 'webhooks.enabled': true } })).toMatchObject({
      code: 'FEATURE_NOT_AVAILABLE',
      details: { key: 'webhooks.enabled' },
    });
    const twice = { maxTokensPerRequest: 5, settings: { 'request_handling.max_tokens_per_request': 6 } };
    expect(problemsOf(twice)).toMatchObject([{ problem: 'has a property of its own, which is given as well' }]);
  });

  it('names the property of a model that is wrong', () => {
    const add = () => new Executor().addModel({ name: 'm', contextLength: 0 });
    const problems = [expect.objectContaining({ key: 'ModelConfig[0].contextLength' })];
    expect(add).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', details: { problems } }));
  });

  it('sets no key that does nothing yet', () => {
    const model: Required<ModelConfig> = {
      name: 'm',
      enabled: true,
      contextLength: 1,
      maxBatchSize: 1,
      maxConcurrentRequests: 1,
      maxTokensPerSecond: 1,
      inboundPriceWei: 1n,
      outboundPriceWei: 1n,
      aliases: ['n'],
      capabilities: ['chat'],
      minGpuMemoryGb: 1,
      optimalBatchSize: 1,
      tokensPerSecond: 1,
      firstTokenLatencyMs: 1,
    };
    const keys = [
      ...readConfig({ llmBackend: LlmBackend.lmStudio() }).keys(),
      ...[...queueSettings({}), ...batchSettings({})].map(([key]) => key),
      ...Object.keys(modelItem(model)).map((key) => `models[].${key}`),
    ];
    const now = new Set(settingList().flatMap(({ key, owner }) => (owner === 'now' ? [key] : [])));
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !now.has(key))).toEqual([]);
  });

  it('stays as it was when a later call is refused', () => {
    const setup = new ExecutorSetup({});
    setup.addModel({ name: 'good', inboundPriceWei: 1n });
    const before = setup.settings;
    expect(() => setup.addModel({ name: 'bad', contextLength: 0 })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
    expect(setup.settings).toBe(before);
    setup.addModel({ name: 'good', inboundPriceWei: 2n });
    expect(setup.settings.models).toMatchObject([{ name: 'good', inboundPriceWei: 2n }]);
  });
});
