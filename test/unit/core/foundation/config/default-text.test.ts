import { parse, type TomlTable } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { checkConfigText, defaultConfigText } from '../../../../../core/foundation/config/index.ts';
import { sectionList } from '../../../../../core/foundation/config/sections.ts';
import { settingAbout } from '../../../../../core/foundation/settings.ts';

const env = { HOME: '/home/owner', LLM_API_KEY: 'sk-1' };
const check = (text: string) => checkConfigText(text, { file: 'c.toml', env });

describe('the default file', () => {
  it('means the same as no file', () => {
    expect(check(defaultConfigText())).toEqual({ ...check(''), warnings: [] });
  });

  it('is valid with every example taken in', () => {
    const { problems } = check(defaultConfigText().replace(/^# (\w+ = )/gm, '$1'));
    expect(problems).toEqual([]);
  });

  it('names every key once, each with a sentence and its unit', () => {
    const table = parse(defaultConfigText().replace(/^# (\w+ = )/gm, '$1'));
    const named = Object.entries(table).map(([name, keys]) => [name, Object.keys(keys as TomlTable)]);
    expect(named).toEqual(sectionList.map(([, { name, keys }]) => [name, Object.keys(keys)]));
    for (const [, section] of sectionList)
      for (const [key, schema] of Object.entries(section.keys as Record<string, z.ZodType>)) {
        const { description, unit } = settingAbout(schema);
        expect(description, key).toMatch(/^[A-Z].*\.$/);
        expect(unit, key).not.toBe('');
      }
  });

  it('says where each kind of backend is when no address is given, and who pays for a hosted one', () => {
    const [, about] = /((?:^# .*\n)+)# base_url = /m.exec(defaultConfigText()) ?? [];
    const words = about?.replace(/\n# +/g, ' ');
    for (const backend of ['lmstudio', 'openai']) {
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
