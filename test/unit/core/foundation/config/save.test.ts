import { chmod, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  createConfigFile,
  defaultConfigText,
  loadConfig,
  saveConfigValues,
} from '../../../../../core/foundation/config/index.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const price = { 'pricing.base_inbound_price': '0.0004' };
let folder: string;
let file: string;
beforeEach(() => {
  folder = tempFolder();
  file = join(folder, 'config.toml');
});

/** What the file looks like after a save over `text`. */
async function saved(text: string, values: Parameters<typeof saveConfigValues>[1] = price): Promise<string> {
  await writeFile(file, text);
  await saveConfigValues(file, values);
  return readFile(file, 'utf8');
}

async function refused(text: string, code: string, values: Parameters<typeof saveConfigValues>[1] = price) {
  await writeFile(file, text);
  await expect(saveConfigValues(file, values), text).rejects.toMatchObject({ code });
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(folder)).toEqual(['config.toml']);
}

describe('saveConfigValues', () => {
  it('changes the value and nothing else', async () => {
    const text = [
      '# my prices = "x"',
      '[logging]\t# quiet',
      '  level="warn"',
      '',
      '[ pricing ]   # per token',
      "    base_outbound_price = '0.001' ",
      '\tbase_inbound_price   =   \'0.0005\'   # do not touch: "0.0005"',
      '# the end',
    ].join('\r\n');
    expect(await saved(text)).toBe(text.replace("'0.0005'", '"0.0004"'));
  });

  it('adds a key behind the last one of its section', async () => {
    expect(await saved('[pricing]\n  base_outbound_price = "0.002" # b\n\n# c\n[logging]\n')).toBe(
      '[pricing]\n  base_outbound_price = "0.002" # b\n  base_inbound_price = "0.0004"\n\n# c\n[logging]\n',
    );
    expect(await saved('[pricing]')).toBe('[pricing]\nbase_inbound_price = "0.0004"\n');
    expect(await saved('[pricing] # p\n[logging]\n')).toBe('[pricing] # p\nbase_inbound_price = "0.0004"\n[logging]\n');
  });

  it('sets keys of tables in tables, of items of lists and of free tables, each in its place', async () => {
    const text = [
      '[[models]] # first',
      'name = "a"',
      '  [[models]]',
      '  name = "b" # b',
      '[resources.per_model]',
      '"llama-2-7b" = { memory_gb = 8 } # small',
    ].join('\n');
    const values = {
      'models[0].enabled': false,
      'models[1].name': 'c',
      'models[1].context_length': 4096,
      'resources.per_model."llama-2-7b".gpu_required': true,
      'model_aliases."my model"': 'c',
      'model_discovery.only_models': ['a', 'c'],
    };
    expect(await saved(text, values)).toBe(
      [
        '[[models]] # first',
        'name = "a"',
        'enabled = false',
        '  [[models]]',
        '  name = "c" # b',
        '  context_length = 4096',
        '[resources.per_model]',
        '"llama-2-7b" = { memory_gb = 8, gpu_required = true } # small',
        '',
        '[model_aliases]',
        '"my model" = "c"',
        '',
        '[model_discovery]',
        'only_models = [ "a", "c" ]',
        '',
      ].join('\n'),
    );
  });

  it('adds an item to a list of tables, however it is written', async () => {
    const values = { 'models[1].name': 'b', 'models[1].enabled': false };
    const added = '\n[[models]]\nname = "b"\nenabled = false\n';
    expect(await saved('[[models]] # mine\nname = "a"\n[cache] # last\n', values)).toBe(
      `[[models]] # mine\nname = "a"\n[cache] # last\n${added}`,
    );
    expect(await saved('# none yet\n', { 'models[0].name': 'b', 'models[0].enabled': false })).toBe(
      `# none yet\n${added}`,
    );
    expect(await saved('models = [{ name = "a" }, ] # short\n', values)).toBe(
      'models = [{ name = "a" }, { name = "b", enabled = false }, ] # short\n',
    );
    expect(await saved('models = [] # short\n', { 'models[0].name': 'b' })).toBe('models = [{ name = "b" }] # short\n');
    await refused('[[models]]\nname = "a"\n', 'CONFIG_NOT_SAVED', { 'models[2].name': 'b' });
  });

  it('takes a key out with its line', async () => {
    const text = '[pricing] # p\n  base_inbound_price = "0.1" # gone\n# stays\n';
    expect(await saved(text, { 'pricing.base_inbound_price': null })).toBe('[pricing] # p\n# stays\n');
    await refused('pricing = { base_inbound_price = "0.1" }\n', 'CONFIG_NOT_SAVED', {
      'pricing.base_inbound_price': null,
    });
  });

  it('adds a section at the end', async () => {
    expect(await saved('[logging]\r\nlevel = "info"')).toBe(
      '[logging]\r\nlevel = "info"\r\n\r\n[pricing]\r\nbase_inbound_price = "0.0004"\r\n',
    );
    expect(await saved('')).toBe('[pricing]\nbase_inbound_price = "0.0004"\n');
  });

  it('keeps to dotted keys and inline tables where they are used', async () => {
    expect(await saved('pricing.base_inbound_price = "1e"\n'.replace('1e', '0.1'))).toBe(
      'pricing.base_inbound_price = "0.0004"\n',
    );
    expect(await saved('pricing."base_outbound_price" = "0.1"\n[logging]\n')).toBe(
      'pricing."base_outbound_price" = "0.1"\npricing.base_inbound_price = "0.0004"\n[logging]\n',
    );
    expect(await saved('pricing = { base_outbound_price = "0.1" } # p\n')).toBe(
      'pricing = { base_outbound_price = "0.1", base_inbound_price = "0.0004" } # p\n',
    );
    expect(await saved("pricing = {'base_inbound_price'='0.1'}")).toBe('pricing = {\'base_inbound_price\'="0.0004"}');
    expect(await saved('pricing = {}')).toBe('pricing = { base_inbound_price = "0.0004" }');
  });

  it('is not led astray by texts that look like keys', async () => {
    const text = [
      '[identity]',
      'private_key_path = """/x',
      '[pricing]',
      'base_inbound_price = "1"\\""""',
      '[pricing]',
      'base_inbound_price = """0.1"""',
      '',
    ].join('\n');
    expect(await saved(text)).toBe(text.replace('"""0.1"""', '"0.0004"'));
  });

  it('writes several keys at once or none', async () => {
    const text = '[pricing]\nbase_inbound_price = "0.1"\n';
    expect(await saved(text, { ...price, 'pricing.base_outbound_price': '0.2' })).toBe(
      '[pricing]\nbase_inbound_price = "0.0004"\nbase_outbound_price = "0.2"\n',
    );
    await refused(text, 'CONFIG_INVALID', { ...price, 'pricing.base_outbound_price': '5' } as typeof price);
  });

  it('writes nothing when nothing changes', async () => {
    await writeFile(file, '[pricing]\nbase_inbound_price = "0.0004"\n');
    const before = await stat(file);
    await saveConfigValues(file, price);
    expect((await stat(file)).ino).toBe(before.ino);
  });

  it('leaves a file alone that is not valid, before or afterwards', async () => {
    await refused('[pricing\n', 'CONFIG_INVALID');
    await refused('[pricing]\nbase = 1\n', 'CONFIG_INVALID');
    await refused('pricing = 5\n', 'CONFIG_NOT_SAVED');
    await refused('[[pricing]]\n', 'CONFIG_NOT_SAVED');
    await refused('', 'CONFIG_INVALID', { 'pricing.base_price': '0.1' } as never);
  });

  it('keeps permissions and follows a link', async () => {
    await mkdir(join(folder, 'real'));
    await writeFile(join(folder, 'real', 'c.toml'), '');
    await chmod(join(folder, 'real', 'c.toml'), 0o640);
    await symlink('real/c.toml', file);
    await saveConfigValues(file, price);
    expect(await readlink(file)).toBe('real/c.toml');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
    expect(await readFile(join(folder, 'real', 'c.toml'), 'utf8')).toContain('0.0004');
    expect(await readdir(join(folder, 'real'))).toEqual(['c.toml']);
  });

  it('makes the default file, readable by its owner only, where there is none', async () => {
    const other = join(folder, 'new', 'config.toml');
    await saveConfigValues(other, price);
    expect(await readFile(other, 'utf8')).toBe(
      defaultConfigText().replace('base_inbound_price = "0.0005"', 'base_inbound_price = "0.0004"'),
    );
    expect((await stat(other)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'new'))).mode & 0o777).toBe(0o700);
  });

  it('loses none of many saves that start together', async () => {
    await Promise.all([
      saveConfigValues(file, price),
      saveConfigValues(file, { 'pricing.base_outbound_price': '0.7' }),
      saveConfigValues(file, { 'logging.level': 'debug' }),
    ]);
    const { config } = await loadConfig({ file, env: {} });
    expect(config).toMatchObject({
      pricing: { baseInboundPriceWei: 4n * 10n ** 14n, baseOutboundPriceWei: 7n * 10n ** 17n },
      logging: { level: 'debug' },
    });
  });

  it('says so when the folder cannot hold a file', async () => {
    await writeFile(join(folder, 'plain'), '');
    await expect(saveConfigValues(join(folder, 'plain', 'config.toml'), price)).rejects.toMatchObject({
      code: expect.stringMatching(/^CONFIG_(?:NOT_SAVED|UNREADABLE)$/),
    });
  });
});

describe('createConfigFile', () => {
  it('never writes over a file', async () => {
    await createConfigFile(file);
    expect(await readFile(file, 'utf8')).toBe(defaultConfigText());
    await writeFile(file, 'mine');
    await expect(createConfigFile(file)).rejects.toMatchObject({ code: 'CONFIG_EXISTS' });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });
});
