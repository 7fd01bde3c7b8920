import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../../setup/system/project.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { pluginSettings, startPlugins } from '../../../../utils/plugins.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

/** A copy of an example, as its page tells to make one. */
function copyOf(name: string): string {
  const folder = join(tempFolder(), name);
  mkdirSync(folder, { mode: 0o755 });
  cpSync(join(projectRoot, 'assets', 'plugins', name, 'plugin.mjs'), join(folder, 'plugin.mjs'), { mode: 0 });
  return join(folder, 'plugin.mjs');
}

describe('the example plugins', () => {
  it('are the ones that are tested here', () => {
    const folders = readdirSync(join(projectRoot, 'assets', 'plugins'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    expect(folders.sort()).toEqual(['request-logger', 'threshold-filter']);
  });

  it('request-logger logs the figures of a request and not a word of it', async () => {
    const { pass, lines, until } = await startPlugins([pluginSettings(copyOf('request-logger'))]);
    await pass('a secret prompt');
    const logged = () => lines.filter(({ message }) => message === 'Plugin').map(({ context }) => context);
    await until(() => logged().length === 2);
    expect(logged()).toEqual([
      { plugin: 'p', requestId: 'r1', requests: 1, promptCharacters: 15 },
      { plugin: 'p', requestId: 'r1', inboundTokens: 10, outboundTokens: 20, durationMs: 50, cached: false },
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
    expect(JSON.stringify(lines)).not.toContain('Hello.');
  });

  it('threshold-filter refuses what repeats itself more than its threshold allows', async () => {
    const path = copyOf('threshold-filter');
    const { accept } = await startPlugins([pluginSettings(path, { config: { threshold: 0.5 } })]);
    const words = Array.from({ length: 30 }, (_, n) => `word${String.fromCharCode(97 + (n % 26))}`);
    await accept(words.join(' '));
    await accept('no no no');
    const error = await expectCode(accept('spam '.repeat(30)), 'PLUGIN_REJECTED');
    expect(error.details.reason).toBe('too repetitive');
  });

  it('threshold-filter has 0.9 as its threshold where none is set', async () => {
    const { accept } = await startPlugins([pluginSettings(copyOf('threshold-filter'))]);
    await accept('one two three four five '.repeat(4));
    await expectCode(accept('one two '.repeat(20)), 'PLUGIN_REJECTED');
  });
});
