import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LiveConfig } from '../../../../../core/executor/reload/index.ts';
import { type ConfigFlags, type ExecutorConfig, loadConfig } from '../../../../../core/foundation/config/index.ts';
import { expectCode } from '../../../../utils/expect-code.ts';
import { keepingLogger, type LoggedLine } from '../../../../utils/keeping-logger.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const start = `# mine
[network]
listen_address = "/ip4/127.0.0.1/tcp/4001" # the port
[llm_client]
api_key = "sk-very-secret"
[pricing]
base_inbound_price = "0.0004"
`;

interface Setup {
  readonly flags?: ConfigFlags;
  readonly env?: Readonly<Record<string, string>>;
  readonly hasFile?: boolean;
}

async function setUp({ flags = {}, env = {}, hasFile = true }: Setup = {}) {
  const folder = tempFolder();
  const file = join(folder, 'config.toml');
  if (hasFile) writeFileSync(file, start);
  const environment = { LLOOM_DATA_DIR: folder, ...env };
  const { config, text, warnings } = await loadConfig({ file: hasFile ? file : null, env: environment, flags });
  const applied: ExecutorConfig[] = [];
  let changes = 0;
  const lines: LoggedLine[] = [];
  const logger = keepingLogger(lines);
  const live = new LiveConfig(
    { logger, apply: (_before, after) => void applied.push(after), onChange: () => void changes++ },
    { source: { file, text, env: environment, flags }, config, warnings },
  );
  return {
    file,
    lines,
    live,
    applied,
    changeCount: () => changes,
    key: (name: string) => live.view().keys.find(({ key }) => key === name),
    codes: () => live.problems().map(({ code }) => code),
    async write(text: string) {
      writeFileSync(file, text);
      await live.reload();
    },
  };
}

describe('a file that changed', () => {
  it('acts at once where it can', async () => {
    const { write, applied, key, codes, changeCount } = await setUp();
    await write(start.replace('0.0004', '0.0003'));
    expect(applied.map(({ pricing }) => pricing.baseInboundPriceWei)).toEqual([300_000_000_000_000n]);
    expect(key('pricing.base_inbound_price')).toMatchObject({ value: '0.0003', source: 'file', needsRestart: false });
    expect(codes()).toEqual([]);
    expect(changeCount()).toBe(1);
  });

  it('waits for a restart where it must, and lets the other keys act', async () => {
    const { write, applied, live, key } = await setUp();
    await write(start.replace('4001', '4002').replace('0.0004', '0.0003'));
    expect(applied.at(-1)?.network.listenAddress).toBe('/ip4/127.0.0.1/tcp/4001');
    expect(applied.at(-1)?.pricing.baseInboundPriceWei).toBe(300_000_000_000_000n);
    const problem = { code: 'CONFIG_NEEDS_RESTART', details: { keys: ['network.listen_address'] } };
    expect(live.problems()).toMatchObject([problem]);
    expect(live.view().needsRestart).toEqual(['network.listen_address']);
    expect(key('network.listen_address')).toMatchObject({ value: '/ip4/127.0.0.1/tcp/4002', needsRestart: true });
    await write(start);
    expect(live.problems()).toEqual([]);
    expect(live.view().needsRestart).toEqual([]);
  });

  it('is ignored as a whole when one line of it is wrong, and says which', async () => {
    const { write, applied, live, key, file } = await setUp();
    await write(`${start.replace('0.0004', '0.0003')}base_outbound_price = "a lot"\n`);
    expect(applied).toEqual([]);
    expect(key('pricing.base_inbound_price')).toMatchObject({ value: '0.0004' });
    expect(live.view().problem).toMatchObject({
      code: 'CONFIG_INVALID_IGNORED',
      details: { file, count: 1, problems: [{ source: file, line: 8, key: 'pricing.base_outbound_price' }] },
    });
    expect(live.problems()).toHaveLength(1);
    await write(start.replace('0.0004', '0.0003'));
    expect(live.problems()).toEqual([]);
    expect(applied).toHaveLength(1);
  });

  it('is told in the log as the check of the command line tells it, without a trace of code', async () => {
    const { write, lines, file } = await setUp();
    await write(`${start}base_outbound_price = "a lot"\n`);
    const sentence = expect.stringContaining(`${file}:8: pricing.base_outbound_price is`);
    expect(lines).toEqual([
      {
        level: 'warn',
        message: 'the changed configuration is ignored',
        context: { code: 'CONFIG_INVALID_IGNORED', problems: [sentence] },
      },
    ]);
  });

  it('tells the same problem once', async () => {
    const { write, live, changeCount } = await setUp();
    await write('[pricing');
    await live.reload();
    expect(changeCount()).toBe(1);
  });

  it('is not taken for the defaults while it is empty or gone', async () => {
    const { write, live, applied, codes, file } = await setUp();
    await write('');
    expect(codes()).toEqual(['CONFIG_UNREADABLE']);
    rmSync(file);
    await live.reload();
    expect(live.problems()).toMatchObject([{ details: { reason: 'ENOENT' } }]);
    expect(applied).toEqual([]);
    await write(start);
    expect(codes()).toEqual([]);
  });

  it('is no problem where there never was one, also after a wrong one came and went', async () => {
    const { live, write, file, codes, applied } = await setUp({ hasFile: false });
    await live.reload();
    expect(codes()).toEqual([]);
    await write('[pricing');
    expect(codes()).toEqual(['CONFIG_INVALID_IGNORED']);
    rmSync(file);
    await live.reload();
    expect(codes()).toEqual([]);
    expect(applied).toEqual([]);
  });

  it('is ignored when it asks for something that this version does not have', async () => {
    const { write, live, applied } = await setUp();
    const later = live.view().keys.find(({ key }) => key === 'metrics.enabled');
    expect(later?.owner).toBe('later');
    await write(`${start}[metrics]\nenabled = true\n`);
    expect(live.problems()).toMatchObject([{ code: 'FEATURE_NOT_AVAILABLE' }]);
    expect(applied).toEqual([]);
  });

  it('cannot change what the command line or the environment decide', async () => {
    const { write, applied, live, key } = await setUp({
      flags: { 'network.listen_address': '/ip4/127.0.0.1/tcp/0' },
    });
    await write(start.replace('4001', '4002'));
    expect(live.view().needsRestart).toEqual([]);
    expect(key('network.listen_address')).toMatchObject({ value: '/ip4/127.0.0.1/tcp/0', source: 'option' });
    expect(applied.every(({ network }) => network.listenAddress === '/ip4/127.0.0.1/tcp/0')).toBe(true);
  });

  it('can do without a variable that it names, with a warning', async () => {
    const { write, live } = await setUp();
    const { length } = live.warnings();
    await write(start.replace('"sk-very-secret"', '"$' + '{NO_SUCH_KEY}"'));
    expect(live.warnings()).toHaveLength(length + 1);
  });
});

describe('setting keys', () => {
  it('saves them, keeps the rest of the file, and applies them', async () => {
    const { live, file, applied } = await setUp();
    await live.set({ 'pricing.base_inbound_price': '0.0001', 'logging.level': 'debug' }, { mayOpenDoors: false });
    expect(applied.at(-1)).toMatchObject({
      pricing: { baseInboundPriceWei: 100_000_000_000_000n },
      logging: { level: 'debug' },
    });
    const text = readFileSync(file, 'utf8');
    expect(text.startsWith(start.replace('0.0004', '0.0001'))).toBe(true);
    expect(text).toContain('[logging]\nlevel = "debug"\n');
  });

  it('saves lists, and takes a key out so that its default applies', async () => {
    const { live, file, key } = await setUp();
    const bootstrap = ['/ip4/203.0.113.1/tcp/9000', '/ip4/203.0.113.2/tcp/9000'];
    await live.set({ 'network.bootstrap_peers': bootstrap }, { mayOpenDoors: true });
    expect(key('network.bootstrap_peers')).toMatchObject({ value: bootstrap, source: 'file' });
    await live.set({ 'pricing.base_inbound_price': null }, { mayOpenDoors: false });
    expect(key('pricing.base_inbound_price')).toMatchObject({ value: '0.0005', source: 'default' });
    expect(readFileSync(file, 'utf8')).not.toContain('base_inbound_price');
  });

  it('refuses a key that does nothing yet, because the executor would not start with it', async () => {
    const { live, file } = await setUp();
    const later = live.view().keys.find(({ owner, type, door }) => owner === 'later' && type === 'boolean' && !door);
    const values = { [later?.key ?? '']: later?.defaultValue !== true };
    await expectCode(live.set(values, { mayOpenDoors: false }), 'FEATURE_NOT_AVAILABLE');
    expect(readFileSync(file, 'utf8')).toBe(start);
  });

  it('tells who gave a value, and where', async () => {
    const { key } = await setUp({ env: { LLOOM_LOG: 'debug' } });
    expect(key('pricing.base_inbound_price')).toMatchObject({ source: 'file', line: 7, variable: null });
    expect(key('logging.level')).toMatchObject({ source: 'environment', line: null, variable: 'LLOOM_LOG' });
  });

  it('saves none when one is wrong', async () => {
    const { live, file, applied } = await setUp();
    const values = { 'pricing.base_inbound_price': '0.0001', 'logging.level': 'loud' };
    await expectCode(live.set(values, { mayOpenDoors: false }), 'CONFIG_INVALID');
    expect(readFileSync(file, 'utf8')).toBe(start);
    expect(applied).toEqual([]);
  });

  it.each([
    ['an address', { 'network.listen_address': '/ip4/0.0.0.0/tcp/1' }],
    ['a URL', { 'llm_client.base_url': 'http://203.0.113.7/v1' }],
    ['the kind of program, which has a URL of its own', { 'llm_client.backend': 'openai' }],
    ['a secret', { 'llm_client.api_key': 'sk-another' }],
    ['a file', { 'identity.private_key_path': '/etc/passwd' }],
    ['text out of the environment', { 'llm_client.name': '$' + '{LLM_API_KEY}' }],
    ['a key that there is not', { 'network.listen_addres': '/ip4/0.0.0.0/tcp/1' }],
    ['a whole section', { network: 'x' }],
  ])('refuses %s without a confirmation', async (_what, values) => {
    const { live, file } = await setUp({ env: { LLM_API_KEY: 'sk-environment' } });
    await expectCode(live.set(values as Record<string, string>, { mayOpenDoors: false }), 'CONTROL_DOOR_KEY');
    expect(readFileSync(file, 'utf8')).toBe(start);
  });

  it('sets a key that opens a door with a confirmation', async () => {
    const { live, file } = await setUp();
    await live.set({ 'network.listen_address': '/ip4/0.0.0.0/tcp/4001' }, { mayOpenDoors: true });
    expect(readFileSync(file, 'utf8')).toContain('listen_address = "/ip4/0.0.0.0/tcp/4001" # the port');
    expect(live.view().needsRestart).toEqual(['network.listen_address']);
  });

  it('makes the file where there is none', async () => {
    const { live, file } = await setUp({ hasFile: false });
    await live.set({ 'logging.level': 'warn' }, { mayOpenDoors: false });
    expect(existsSync(file)).toBe(true);
    expect(live.view().keys.find(({ key }) => key === 'logging.level')).toMatchObject({
      value: 'warn',
      source: 'file',
    });
  });
});

it('never shows a secret, only whether it is set', async () => {
  const { live, key } = await setUp();
  expect(key('llm_client.api_key')).toMatchObject({
    value: null,
    defaultValue: null,
    isSet: true,
    secret: true,
    door: true,
  });
  expect(JSON.stringify(live.view())).not.toContain('very-secret');
});

it('tells of every key its default, unit and who gave it', async () => {
  const { live } = await setUp();
  const { keys, sections } = live.view();
  expect(keys.length).toBeGreaterThan(15);
  for (const key of keys) {
    expect(key.unit, key.key).not.toBe('');
    expect(key.description, key.key).not.toBe('');
    expect(sections.map(({ name }) => name)).toContain(key.section);
  }
});

it('has nothing to show or save for a configuration that was made by code', async () => {
  const { config } = await loadConfig({ file: null, env: { LLOOM_DATA_DIR: tempFolder() } });
  const modules = { logger: keepingLogger([]), apply: () => {}, onChange: () => {} };
  const live = new LiveConfig(modules, { source: null, config, warnings: [] });
  expect(live.view()).toMatchObject({ file: null, keys: [] });
  await live.reload();
  await expectCode(live.set({ 'logging.level': 'warn' }, { mayOpenDoors: true }), 'CONFIG_NOT_SAVED');
});
