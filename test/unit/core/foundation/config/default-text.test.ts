import { describe, expect, it } from 'vitest';
import { checkConfigText, defaultConfigText, settingList } from '../../../../../core/foundation/config/index.ts';

const env = { HOME: '/home/owner', LLM_API_KEY: 'sk-1' };
const check = (text: string) => checkConfigText(text, { file: 'c.toml', env });

/** The default file with every example taken in. */
const filled = () => defaultConfigText().replace(/^# (\[\[?[\w.-]+\]\]?$|["\w-]+ = )/gm, '$1');

describe('the default file', () => {
  it('means the same as no file', () => {
    const { config, problems, warnings } = check(defaultConfigText());
    expect(problems).toEqual([]);
    expect({ config, warnings }).toEqual({ config: check('').config, warnings: [] });
  });

  it('is valid with every example taken in', () => {
    expect(check(filled()).problems).toEqual([]);
    expect(check(filled()).config?.models).toHaveLength(1);
  });

  it('names every key that does something once, each with a sentence and its unit', () => {
    const keys = settingList().filter(({ owner }) => owner === 'now');
    for (const { key, description, unit } of keys) {
      expect(description, key).toMatch(/^[A-Z].*\.$/);
      expect(unit, key).not.toBe('');
    }
    const { snapshot } = check(filled());
    const named = snapshot?.entries().filter(({ from, facts }) => from === 'file' && facts.owner === 'now');
    const general = named?.map(({ facts }) => facts.key);
    expect(new Set(general).size).toBe(general?.length);
    const optional = new Set(keys.filter(({ key }) => key.includes('[]')).map(({ key }) => key));
    expect(keys.map(({ key }) => key).filter((key) => !general?.includes(key) && !optional.has(key))).toEqual([
      'llm_client.headers',
      'llm_clients',
      'openai_limits.prices',
      'models',
      'model_aliases',
      'rate_limiting.rules',
      'presence.schedule',
      'resources.per_model',
      'resources.cpu.thread_pools',
      'gpu_allocation.model_affinity',
      'plugins',
    ]);
  });

  it('says where each kind of backend is when no address is given, and who pays for a hosted one', () => {
    const [, about] = /((?:^# .*\n)+)# base_url = /m.exec(defaultConfigText()) ?? [];
    const words = about?.replace(/\n# +/g, ' ');
    for (const backend of ['lmstudio', 'ollama', 'llama-cpp', 'openai']) {
      const { config } = check(`[llm_client]\nbackend = "${backend}"`);
      expect(words).toContain(config?.llmClient.baseUrl);
    }
    expect(words).toContain('prompts of strangers');
    expect(words).toContain('bills');
  });

  it('has lines that fit a screen', () => {
    const longest = Math.max(
      ...defaultConfigText()
        .split('\n')
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(120);
  });
});
