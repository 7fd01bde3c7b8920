import { describe, expect, it } from 'vitest';
import { checkConfigText, formatConfigProblem } from '../../../../../core/foundation/config/index.ts';
import { levelOfDirectives } from '../../../../../core/foundation/config/layers/log-directives.ts';

const check = (env: Record<string, string>, text = '') =>
  checkConfigText(text, { file: 'c.toml', env: { HOME: '/home/owner', ...env } });
const valueIn = (env: Record<string, string>, path: readonly (string | number)[], text = '') =>
  check(env, text).snapshot?.valueAt(path);

describe('LLOOM_EXECUTOR__SECTION__KEY', () => {
  it('sets any key at any depth, as the kind of value that the key has', () => {
    const env = {
      LLOOM_EXECUTOR__NETWORK__BOOTSTRAP_PEERS: '/ip4/1.2.3.4/tcp/1, /ip4/1.2.3.5/tcp/2',
      LLOOM_EXECUTOR__LLM_CLIENT__MAX_RETRIES: '7',
      LLOOM_EXECUTOR__MODEL_DISCOVERY__ENABLED: 'False',
      LLOOM_EXECUTOR__PRICING__BASE_INBOUND_PRICE: '0.0001',
      LLOOM_EXECUTOR__CACHE__REDIS__URL: 'redis://localhost:1',
      LLOOM_EXECUTOR__GPU_ALLOCATION__DEVICES: '0,1',
      LLOOM_EXECUTOR__MODEL_ALIASES__FAST: 'a',
      LLOOM_EXECUTOR__RESOURCES__PER_MODEL: '{ "llama 2" = { memory_gb = 8 } }',
      LLOOM_EXECUTOR__MODELS: '[{ name = "a", context_length = 10 }, { name = "b" }]',
    };
    const checked = check(env);
    expect(checked.problems.map(formatConfigProblem)).toEqual([]);
    expect(checked.config).toMatchObject({
      network: { bootstrapPeers: ['/ip4/1.2.3.4/tcp/1', '/ip4/1.2.3.5/tcp/2'] },
      llmClient: { maxRetries: 7 },
      modelDiscovery: { enabled: false },
      pricing: { baseInboundPriceWei: 10n ** 14n },
      models: [
        { name: 'a', contextLength: 10 },
        { name: 'b', contextLength: null },
      ],
    });
    expect(checked.snapshot?.valueAt(['cache', 'redis', 'url'])).toBe('redis://localhost:1');
    expect(checked.snapshot?.valueAt(['gpu_allocation', 'devices'])).toEqual([0, 1]);
    expect(checked.snapshot?.valueAt(['model_aliases'])).toEqual({ fast: 'a' });
    expect(checked.snapshot?.valueAt(['resources', 'per_model', 'llama 2', 'memory_gb'])).toBe(8);
  });

  it('reaches into items of lists, and begins a new one behind the last', () => {
    const env = {
      LLOOM_EXECUTOR__MODELS__0__CONTEXT_LENGTH: '10',
      LLOOM_EXECUTOR__MODELS__1__NAME: 'b',
      LLOOM_EXECUTOR__RATE_LIMITING__RULES__0__IDENTIFIER: 'peer_id',
      LLOOM_EXECUTOR__RATE_LIMITING__RULES__0__MAX_REQUESTS_PER_MINUTE: '5',
    };
    const { snapshot, problems } = check(env, '[[models]]\nname = "a"');
    expect(problems.map(formatConfigProblem)).toEqual([]);
    expect(snapshot?.valueAt(['models'])).toMatchObject([{ name: 'a', context_length: 10 }, { name: 'b' }]);
    expect(snapshot?.valueAt(['rate_limiting', 'rules', 0, 'identifier'])).toBe('peer_id');
  });

  it('takes ~ in a path for the home folder, as options do', () => {
    const path = ['identity', 'private_key_path'];
    expect(valueIn({ LLOOM_EXECUTOR__IDENTITY__PRIVATE_KEY_PATH: '~/k' }, path)).toBe('/home/owner/k');
    const flags = { 'identity.private_key_path': '~/k' };
    const { snapshot } = checkConfigText('', { file: 'c.toml', env: { HOME: '/home/owner' }, flags });
    expect(snapshot?.valueAt(path)).toBe('/home/owner/k');
  });

  it('wins over the file and over the short names, and loses against an option', () => {
    const text = '[logging]\nlevel = "warn"';
    const env = { LLOOM_EXECUTOR__LOGGING__LEVEL: 'error', RUST_LOG: 'debug', LLOOM_LOG: 'trace' };
    expect(valueIn(env, ['logging', 'level'], text)).toBe('error');
    expect(valueIn({ ...env, LLOOM_EXECUTOR__LOGGING__LEVEL: '' }, ['logging', 'level'], text)).toBe('trace');
    const flags = { 'logging.level': 'info' };
    const { config, snapshot } = checkConfigText(text, { file: 'c.toml', env: { HOME: '/h', ...env }, flags });
    expect(config?.logging.level).toBe('info');
    expect(snapshot?.entriesBelow(['logging', 'level'])).toMatchObject([{ from: 'option' }]);
  });

  it('names the variable where its value is wrong, and never shows a secret', () => {
    const { problems } = check({
      LLOOM_EXECUTOR__LLM_CLIENT__MAX_RETRIES: 'seven',
      LLOOM_EXECUTOR__LLM_CLIENT__API_KEY: 'my secret',
      LLOOM_EXECUTOR__MODELS: '[{ nam = "a" }]',
    });
    expect(problems.map(formatConfigProblem)).toEqual([
      expect.stringContaining('environment LLOOM_EXECUTOR__LLM_CLIENT__API_KEY: llm_client.api_key is not printable'),
      expect.stringContaining('environment LLOOM_EXECUTOR__LLM_CLIENT__MAX_RETRIES: llm_client.max_retries is text'),
      expect.stringContaining('environment LLOOM_EXECUTOR__MODELS: models[0].name is missing'),
      expect.stringContaining('Did you mean "name"?'),
    ]);
    expect(JSON.stringify(problems)).not.toContain('my secret');
  });

  it('takes an access key of the surroundings only where the file names none', () => {
    const env = { LLM_API_KEY: 'sk-env', OPENAI_API_KEY: 'sk-openai' };
    const keyOf = (text: string) => check(env, text).config?.llmClient.apiKey?.reveal();
    expect(keyOf('')).toBe('sk-env');
    expect(keyOf('llm_client.backend = "openai"')).toBe('sk-openai');
    expect(keyOf('llm_client = { backend = "openai", api_key = "sk-file" }')).toBe('sk-file');
  });

  it('sets what the guide has names for', () => {
    expect(valueIn({ LLOOM_METRICS_ENABLED: 'true' }, ['metrics', 'enabled'])).toBe(true);
    expect(valueIn({ EXECUTOR_API_TOKEN: 'x' }, ['api', 'auth_token'])).toBe('x');
    expect(check({ LLOOM_METRICS_ENABLED: 'perhaps' }).problems).toMatchObject([
      { source: 'environment LLOOM_METRICS_ENABLED', key: 'metrics.enabled' },
    ]);
  });

  it('warns of a name that is nearly one of ours', () => {
    expect(check({ LLOOM_EXECUTOR_PROT: '1' }).warnings).toEqual([
      'environment LLOOM_EXECUTOR_PROT is not known. Did you mean LLOOM_EXECUTOR_PORT?',
    ]);
    expect(check({ LLOOM_SOMETHING_ELSE: '1', LLOOM_DATA_DIR: '/x' }).warnings).toEqual([]);
  });
});

it.each([
  ['debug', 'debug'],
  ['lloom_executor=debug', 'debug'],
  ['info,lloom_executor=trace', 'trace'],
  ['lloom_executor=warn,debug', 'warn'],
  ['lloom_executor::network=trace, libp2p=error', 'trace'],
  ['lloom_executor', 'trace'],
  ['off', 'error'],
  ['libp2p=debug', null],
  ['loud', null],
  ['', null],
])('the directives %j mean the level %s', (text, level) => {
  expect(levelOfDirectives(text)).toBe(level);
});
