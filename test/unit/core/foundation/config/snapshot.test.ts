import { describe, expect, it } from 'vitest';
import {
  checkConfigText,
  diffConfig,
  formatKeyPath,
  parseKeyPath,
  requireAvailable,
  settingList,
  unavailableKeys,
} from '../../../../../core/foundation/config/index.ts';

function snapshotOf(text: string) {
  const { snapshot, problems } = checkConfigText(text, { file: 'c.toml', env: { HOME: '/home/owner' } });
  if (snapshot === null) throw new Error(JSON.stringify(problems));
  return snapshot;
}
const diff = (before: string, after: string) => diffConfig(snapshotOf(before), snapshotOf(after));

describe('a snapshot', () => {
  it('keeps to itself what the file takes from a variable, which may be a secret anywhere', () => {
    const text = `[[plugins]]\nname = "a"\npath = "/a.mjs"\nconfig = { key = "\${KEY}", list = ["\${GONE}", "x\${KEY}"], n = 1 }`;
    const { snapshot } = checkConfigText(text, { file: 'c.toml', env: { KEY: 'hidden words' } });
    const shown = JSON.stringify(snapshot?.entries());
    expect(shown).not.toContain('hidden words');
    expect(shown).toContain('[secret]');
    expect(snapshot?.entries().find(({ key }) => key === 'plugins[0].path')?.value).toBe('/a.mjs');
  });
});

describe('diffConfig', () => {
  it('names what changed, when it acts, and whether it opens a door', () => {
    expect(diff('', '')).toEqual([]);
    expect(
      diff(
        '[logging]\nlevel = "info"\n[llm_client]\napi_key = "a"',
        '[logging]\nlevel = "warn"\n[llm_client]\napi_key = "b"\n[identity]\nprivate_key_path = "/k"',
      ),
    ).toEqual([
      { key: 'identity.private_key_path', reload: 'restart', door: true },
      { key: 'llm_client.api_key', reload: 'restart', door: true },
      { key: 'logging.level', reload: 'now', door: false },
    ]);
  });

  it('does not mind how a value is written or who gives it', () => {
    expect(diff('', '[logging]\nlevel = "info" # the default')).toEqual([]);
    expect(diff('[[models]]\nname = "a"', 'models = [{ enabled = true, name = "a" }]')).toEqual([]);
  });

  it('names the key of an item, and the whole list where items come or go', () => {
    const one = '[[models]]\nname = "a"\n';
    expect(diff(one, `${one}context_length = 10`).map(({ key }) => key)).toEqual(['models[0].context_length']);
    expect(diff('', one).map(({ key }) => key)).toEqual(['models']);
    expect(diff(one, `${one}[[models]]\nname = "b"`).map(({ key }) => key)).toEqual(['models']);
    const hook = '[webhooks]\nenabled = false\n[[webhooks.endpoints]]\nurl = "http://h"';
    expect(diff('', hook)).toEqual([{ key: 'webhooks.endpoints', reload: 'restart', door: true }]);
    expect(diff('', '[model_aliases]\n"a b" = "c"').map(({ key }) => key)).toEqual(['model_aliases']);
  });
});

describe('what this version does not have', () => {
  const keysOf = (text: string) => unavailableKeys(snapshotOf(text)).map(({ key }) => key);

  it.each([
    ['', []],
    ['[blockchain]\nenabled = false\nrpc_url = "http://h"\nchain_id = 5', []],
    ['[blockchain]\nenabled = true\nrpc_url = "http://h"\nchain_id = 5', ['blockchain.enabled']],
    ['[pricing]\nstrategy = "fixed"\nbase_multiplier = 1.0\npeak_multiplier = 2.0', []],
    ['[pricing]\nstrategy = "dynamic"\nbase_multiplier = 2.0', ['pricing.strategy', 'pricing.base_multiplier']],
    ['[logging]\nmax_size_mb = 7\ncompress = true', []],
    ['[logging]\nfile = "/x.log"', ['logging.file']],
    ['[model_aliases]\n"a b" = "c"', []],
    ['[openai_limits]\nmax_requests_per_minute = 60', []],
  ])('%j', (text, keys) => {
    expect(keysOf(text)).toEqual(keys);
    const start = () => requireAvailable(snapshotOf(text));
    if (keys.length === 0) expect(start).not.toThrow();
    else expect(start).toThrow(expect.objectContaining({ code: 'FEATURE_NOT_AVAILABLE' }));
  });
});

describe('the list of all keys', () => {
  it('has a sentence and a unit for each, and says of every path and secret that it is a door', () => {
    for (const { key, description, unit, kind, door } of settingList()) {
      expect(description, key).toMatch(/^[A-Z].*\.$/);
      expect(unit, key).not.toBe('');
      if (kind !== null) expect(door, key).toBe(true);
    }
  });

  it('says the same when it is turned into JSON and back', () => {
    expect(JSON.parse(JSON.stringify(settingList()))).toEqual(settingList());
  });

  it('marks as doors what can name code, files, URLs, addresses to listen on, and secrets', () => {
    const doors = settingList().filter(
      ({ key, door }) => !door && /(^|[._])(url|path|file|address|key|gateway|endpoint)$/.test(key),
    );
    // Not opened by us: what others are told to dial.
    expect(doors.map(({ key }) => key)).toEqual(['network.external_address', 'blockchain.contract_address']);
  });
});

it.each(['a.b', 'models[0].name', 'a."b c".d', 'x[1][2]', 'model_aliases."ä.b"'])(
  'the key %s is read as it is written',
  (text) => {
    const path = parseKeyPath(text);
    expect(path && formatKeyPath(path)).toBe(text);
  },
);

it.each(['', '.', 'a.', 'a..b', 'a[x]', 'a b', '[0]', 'a[0]b'])('%j is no key', (text) => {
  expect(parseKeyPath(text)).toBeNull();
});
