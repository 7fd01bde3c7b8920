import { expect, it } from 'vitest';
import { checkConfigText } from '../../../../../../core/foundation/config/index.ts';
import { llmClientSection } from '../../../../../../core/inference/backends/index.ts';
import { llmClientsSection } from '../../../../../../core/inference/backends/pool/config.ts';

const check = (text: string) => checkConfigText(text, { file: 'c.toml', env: {} });
const problems = (text: string) => check(text).problems.map(({ key, line, problem }) => [key, line, problem]);

it('has every key of [llm_client], with the same defaults', () => {
  expect(Object.keys(llmClientsSection.keys).sort()).toEqual(Object.keys(llmClientSection.keys).sort());
  const { config } = check('[llm_client]\nname = "same"\n[[llm_clients]]\nname = "other"\n');
  expect(config?.llmClients).toEqual([{ ...config?.llmClient, name: 'other' }]);
  expect(check('').config?.llmClients).toEqual([]);
});

it.each([
  ['', '[[llm_clients]]\nbackend = "openai"', [['llm_clients[0].name', 1, 'is missing']]],
  [
    'that of another one',
    '[[llm_clients]]\nname = "a"\n[[llm_clients]]\nname = "a"',
    [['llm_clients[1].name', 4, 'is there twice']],
  ],
  [
    'that of [llm_client]',
    '[llm_client]\nname = "a"\n[[llm_clients]]\nname = "a"',
    [['llm_clients[0].name', 4, 'is the name of the backend of [llm_client]']],
  ],
  [
    'the kind that [llm_client] goes by',
    '[[llm_clients]]\nname = "lmstudio"',
    [['llm_clients[0].name', 2, 'is the name of the backend of [llm_client]']],
  ],
  [
    'that of [llm_client], beside another problem',
    '[llm_client]\nname = "a"\ntimeout_secs = 0\n[[llm_clients]]\nname = "a"',
    [
      ['llm_client.timeout_secs', 3, 'is 0, below 1'],
      ['llm_clients[0].name', 5, 'is the name of the backend of [llm_client]'],
    ],
  ],
])('refuses a backend without a name of its own: %s', (_, text, expected) => {
  expect(problems(text)).toEqual(expected);
});

it('refuses a program with an API of its own that has no address', () => {
  const text = '[[llm_clients]]\nname = "own"\nbackend = "custom"\n';
  expect(problems(text)).toEqual([['llm_clients[0].base_url', 1, expect.stringMatching(/^is missing/)]]);
  expect(problems(`${text}base_url = "http://127.0.0.1:1"\n`)).toEqual([]);
});

it('takes an access key from the environment, and never tells it', () => {
  const text = `[[llm_clients]]\nname = "hosted"\nbackend = "openai"\napi_key = "\${HOSTED_KEY}"\n`;
  const { config, snapshot } = checkConfigText(text, { file: 'c.toml', env: { HOSTED_KEY: 'sk-1' } });
  expect(config?.llmClients[0]?.apiKey?.reveal()).toBe('sk-1');
  expect(JSON.stringify([config?.llmClients, snapshot?.entries()])).not.toContain('sk-1');
});
