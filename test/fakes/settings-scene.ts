import type { ConfigKey, ConfigView } from '../../core/control/schemas/config.ts';
import { defaultConfigView } from './config-scene.ts';
import { problemOf } from './problem.ts';

/** One key of the settings; everything that is not given is unremarkable. */
export function fakeSetting(key: string, change: Partial<ConfigKey> = {}): ConfigKey {
  const setting: ConfigKey = {
    key,
    section: key.slice(0, key.lastIndexOf('.')),
    value: null,
    isSet: true,
    defaultValue: null,
    source: 'default',
    line: null,
    variable: null,
    type: 'text',
    choices: [],
    description: 'Decides something.',
    unit: 'text',
    hint: null,
    secret: false,
    door: false,
    reload: 'now',
    owner: 'now',
    needsRestart: false,
    ...change,
  };
  return { ...setting, isSet: change.isSet ?? setting.value !== null };
}

const ownersFile = `
[network]
external_address = "/ip4/203.0.113.7/tcp/4001"

[llm_client]
base_url = "http://127.0.0.1:1234/v1"

[request_handling]
max_queue_size = 250

[logging]
level = "debug"
`;

/** Settings of an owner who has changed some: in the file, through the environment, and by an option. */
export function ownersConfig(): ConfigView {
  const view = defaultConfigView(ownersFile);
  const changes: Readonly<Record<string, Partial<ConfigKey>>> = {
    'llm_client.api_key': { isSet: true, source: 'environment', variable: 'LLM_API_KEY' },
    'llm_client.timeout_secs': { value: 120, source: 'option' },
  };
  return { ...view, keys: view.keys.map((setting) => ({ ...setting, ...changes[setting.key] })) };
}

/** Settings of an executor that can run models by itself. */
export function engineConfig(): ConfigView {
  const view = defaultConfigView();
  const keys = view.keys.map((setting) =>
    setting.key === 'llm_client.backend'
      ? { ...setting, choices: [...new Set([...setting.choices, 'ollama', 'builtin'])] }
      : setting,
  );
  return { ...view, keys };
}

/** The same with a change that waits for a restart. */
export function waitingConfig(): ConfigView {
  const view = ownersConfig();
  const key =
    view.keys.find(
      ({ reload, type, source }) => reload === 'restart' && type === 'whole-number' && source === 'default',
    )?.key ?? '';
  return {
    ...view,
    revision: view.revision + 1,
    needsRestart: [key],
    keys: view.keys.map((setting) =>
      setting.key === key ? { ...setting, value: 4, source: 'file', needsRestart: true } : setting,
    ),
  };
}

/** The same after the file was spoiled. */
export function brokenConfig(): ConfigView {
  const view = ownersConfig();
  const problems = [
    {
      source: '/home/owner/.lloom/executor/config.toml',
      line: 12,
      key: 'request_handling.max_queue_sise',
      problem: 'is not a known key',
      expected: null,
      hint: 'Did you mean "max_queue_size"?',
    },
    {
      source: '/home/owner/.lloom/executor/config.toml',
      line: 14,
      key: 'request_handling.request_timeout_secs',
      problem: 'is 900, above 300',
      expected: 'whole seconds, 1 to 300',
      hint: null,
    },
  ];
  return { ...view, problem: { ...problemOf('CONFIG_INVALID_IGNORED'), details: { problems } } };
}
