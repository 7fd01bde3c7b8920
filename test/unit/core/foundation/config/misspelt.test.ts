import { describe, expect, it } from 'vitest';
import { checkConfigText, formatConfigProblem } from '../../../../../core/foundation/config/index.ts';

const problemsOf = (text: string, env: Record<string, string> = {}) =>
  checkConfigText(text, { file: 'c.toml', env: { HOME: '/home/owner', ...env } }).problems.map(formatConfigProblem);

describe('a misspelt name in the file is answered with the right one', () => {
  it.each([
    ['[netwrok]\nlisten_address = "x"', 'c.toml:1: netwrok is not a known section.', 'network'],
    ['[network]\nlisten_adress = "x"', 'c.toml:2: network.listen_adress is not a known key.', 'listen_address'],
    ['[[models]]\nname = "a"\n[[models]]\nnmae = "b"', 'c.toml:4: models[1].nmae is not a known key.', 'name'],
    ['[network.protocols]\nenable_mdsn = true', 'c.toml:2: network.protocols.enable_mdsn is not', 'enable_mdns'],
    ['[network.protocol]\nenable_mdns = true', 'c.toml:1: network.protocol is not a known key.', 'protocols'],
    ['[cache.redis]\nur = "redis://x"', 'c.toml:2: cache.redis.ur is not a known key.', 'url'],
    [
      '[rate_limiting]\n[[rate_limiting.rules]]\nidentifer = "peer_id"',
      'c.toml:3: rate_limiting.rules[0].identifer is not',
      'identifier',
    ],
    ['[webhooks]\nendpoints = [{ url = "http://h", event = [] }]', 'webhooks.endpoints[0].event is not', 'events'],
    [
      '[resources.per_model]\n"llama 2" = { memry_gb = 8 }',
      'c.toml:2: resources.per_model."llama 2".memry_gb is not',
      'memory_gb',
    ],
    [
      '[[gpu_allocation.model_affinity]]\nmodel = "a"\ndevces = [0]',
      'c.toml:3: gpu_allocation.model_affinity[0].devces is not',
      'devices',
    ],
    ['[priority]\nqueue_sizes = { lo = 1 }', 'c.toml:2: priority.queue_sizes.lo is not a known key.', 'low'],
    ['[llm_client]\nbackend = "lmstdio"', 'c.toml:2: llm_client.backend is none of the known ones.', 'lmstudio'],
  ])('%j', (text, words, right) => {
    const found = problemsOf(text).find((problem) => problem.includes(words));
    expect(found, problemsOf(text).join('\n')).toContain(`Did you mean "${right}"?`);
  });

  it('and a key in the wrong place with the place where it is', () => {
    expect(problemsOf('[network]\nmax_prompt_length = 5')).toEqual([
      'c.toml:2: network.max_prompt_length is not a known key. There is content_filter.max_prompt_length.',
    ]);
  });
});

it.each([
  ['LLOOM_EXECUTOR__LOGGING__LEVL', 'LLOOM_EXECUTOR__LOGGING__LEVEL'],
  ['LLOOM_EXECUTOR__LOGING__LEVEL', 'LLOOM_EXECUTOR__LOGGING__LEVEL'],
  ['LLOOM_EXECUTOR__NETWORK__PROTOCOLS__ENABLE_MDSN', 'LLOOM_EXECUTOR__NETWORK__PROTOCOLS__ENABLE_MDNS'],
  ['LLOOM_EXECUTOR__CACHE__REDS__URL', 'LLOOM_EXECUTOR__CACHE__REDIS__URL'],
])('the misspelt variable %s is answered with %s', (name, right) => {
  expect(problemsOf('', { [name]: 'debug' })).toEqual([expect.stringContaining(`Did you mean ${right}?`)]);
});

describe('a table in the wrong form', () => {
  it.each([
    ['[models]\nname = "a"', 'models is not a list of tables. Expected: [[models]] on a line of its own for each'],
    ['[[network]]\nlisten_address = "x"', 'network is not a section. Expected: [network] on a line of its own'],
    ['[webhooks.endpoints]\nurl = "x"', 'webhooks.endpoints is not a list of tables. Expected: [[webhooks.endpoints]]'],
    ['[cache]\nredis = "redis://x"', 'cache.redis is not a table of keys. Expected: [cache.redis] on a line'],
    ['model_aliases = 3', 'model_aliases is not a section. Expected: [model_aliases]'],
  ])('%j is told what to write', (text, words) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(words)]);
  });
});
