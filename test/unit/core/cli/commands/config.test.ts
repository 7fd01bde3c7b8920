import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceText, settingList } from '../../../../../core/foundation/config/index.ts';
import { createTestCli } from '../../../../utils/cli.ts';
import { guideBlocks, guideEnvironment } from '../../../../utils/guide.ts';

/** A command line whose data folder has this configuration. */
function cliWith(text: string) {
  const cli = createTestCli();
  const file = join(cli.dataFolder, 'config.toml');
  writeFileSync(file, text);
  return { ...cli, file, text: () => readFileSync(file, 'utf8') };
}

describe('config validate', () => {
  it.each(guideBlocks())('finds $name of the guide valid', async ({ text }) => {
    const cli = cliWith(text);
    const { status, out, err } = await cli.run(['config', 'validate', '--config', cli.file], { env: guideEnvironment });
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain(`${cli.file} is valid.`);
  });

  it('warns of what is missing, limited or later, and of nothing else', async () => {
    const cli = cliWith(`
[request_handling]
request_timeout_secs = 600
[llm_client]
api_key = "\${LLM_API_KEY}"
[api]
enabled = true
listen_address = "0.0.0.0:8080"
tls_cert = "/path/to/cert.pem"
[clustering]
enabled = false
node_id = "executor-1"
[pricing]
strategy = "dynamic"
peak_multiplier = 2.0
[logging]
max_backups = 7
`);
    const { status, out } = await cli.run(['config', 'validate']);
    expect(status).toBe(0);
    expect(out.replaceAll(cli.file, 'F').split('\n')).toEqual([
      'F is valid.',
      'warning: F:5: llm_client.api_key is left out, because LLM_API_KEY is not set.',
      'warning: F:3: request_handling.request_timeout_secs is 600, and the network gives up after 300 seconds: 300 is used.',
      'warning: F:14: pricing.strategy asks for something that this version does not have; "start" refuses it.',
      'warning: F:7: api.enabled asks for something that this version does not have; "start" refuses it.',
      'warning: F:9: api.tls_cert names a file that is not there.',
      '',
    ]);
    expect((await cli.run(['config', 'get', 'request_handling.request_timeout_secs'])).out).toBe('300\n');
    const { notAvailable } = (await cli.run(['config', 'validate', '--json'])).json();
    expect(notAvailable).toEqual(['pricing.strategy', 'api.enabled']);
  });

  it('tells every problem and exits with the status of a wrong configuration', async () => {
    const cli = cliWith('[network]\nlisten_adress = 1\n[metrics]\nendpoint = "everywhere"\n');
    const { status, err } = await cli.run(['config', 'validate']);
    expect(status).toBe(78);
    expect(err).toContain(`${cli.file}:2: network.listen_adress is not a known key. Did you mean "listen_address"?`);
    expect(err).toContain(`${cli.file}:4: metrics.endpoint is not an address with a port. Expected: address and port`);
  });

  it('says so when there is no file', async () => {
    expect(await createTestCli().run(['config', 'validate'])).toMatchObject({
      status: 0,
      out: 'There is no file; everything has its default.\n',
    });
  });
});

describe('start', () => {
  it('refuses what this version does not have, and names the key and its line', async () => {
    const cli = cliWith('[metrics]\nenabled = true\n');
    const { status, err } = await cli.run(['start']);
    expect(status).toBe(78);
    expect(err).toContain('key: metrics.enabled');
    expect(err).toContain('metrics.enabled (line 2)');
    const { error } = (await cli.run(['start', '--json'])).json<{ error: unknown }>();
    expect(error).toMatchObject({ code: 'FEATURE_NOT_AVAILABLE', details: { feature: 'metrics' } });
    expect(existsSync(join(cli.dataFolder, 'identity_key'))).toBe(false);
  });
});

describe('config show', () => {
  it('shows each value, who gave it, and of secrets only that they are set', async () => {
    const cli = cliWith('[pricing]\nbase_inbound_price = "0.0001"\n[[models]]\nname = "a"\n');
    const env = { LLM_API_KEY: 'sk-very-secret', LLOOM_EXECUTOR_PORT: '5001' };
    const { out } = await cli.run(['config', 'show'], { env });
    expect(out).toMatch(/^pricing\.base_inbound_price +"0\.0001" +line 2$/m);
    expect(out).toMatch(/^models\[0\]\.name +"a" +line 4$/m);
    expect(out).toMatch(/^llm_client\.api_key +set +environment LLM_API_KEY$/m);
    expect(out).toMatch(/^network\.listen_address +"\/ip4\/0\.0\.0\.0\/tcp\/5001" +environment LLOOM_EXECUTOR_PORT$/m);
    expect(out).toMatch(/^network\.external_address +not set +default$/m);
    const changed = (await cli.run(['config', 'show', '--changed', '--json'], { env })).json<{ keys: object[] }>();
    expect(changed.keys).toHaveLength(4);
    expect(changed.keys).toContainEqual(
      expect.objectContaining({ key: 'llm_client.api_key', isSet: true, value: null }),
    );
    expect(out + JSON.stringify(changed)).not.toContain('sk-very-secret');
  });
});

describe('config get', () => {
  it('shows one key, a whole table, and whether a secret is set', async () => {
    const cli = cliWith('[llm_client]\napi_key = "sk-very-secret"\n[[models]]\nname = "a"\n');
    const get = async (key: string) => (await cli.run(['config', 'get', key])).out;
    expect(await get('models[0].name')).toBe('"a"\n');
    expect(await get('models[0].context_length')).toBe('not set\n');
    expect(await get('llm_client.api_key')).toBe('set\n');
    expect(await get('model_discovery')).toContain('model_discovery.enabled = true  (default)\n');
    const asJson = (await cli.run(['config', 'get', 'llm_client.api_key', '--json'])).json();
    expect(asJson).toMatchObject({ isSet: true, value: null, source: 'file', line: 2, door: true });
  });

  it('answers a misspelt key with the right one', async () => {
    const { status, err } = await createTestCli().run(['config', 'get', 'network.listen_adress']);
    expect(status).toBe(64);
    expect(err).toContain('hint: Did you mean "listen_address"?');
  });
});

describe('config set', () => {
  it('changes the value and keeps comments and order', async () => {
    const cli = cliWith('# mine\n[pricing] # cheap\nbase_inbound_price = "0.1" # now\n[logging]\n');
    expect((await cli.run(['config', 'set', 'pricing.base_inbound_price', '0.0002'])).out).toContain('at once');
    expect((await cli.run(['config', 'set', 'llm_client.max_retries', '7'])).out).toContain('next start');
    await cli.run(['config', 'set', 'model_discovery.only_models', 'a, b']);
    expect(cli.text()).toBe(
      '# mine\n[pricing] # cheap\nbase_inbound_price = "0.0002" # now\n[logging]\n\n[llm_client]\nmax_retries = 7\n' +
        '\n[model_discovery]\nonly_models = [ "a", "b" ]\n',
    );
    await cli.run(['config', 'set', 'llm_client.max_retries', '--default']);
    expect(cli.text()).not.toContain('max_retries');
  });

  it('takes a secret from standard input', async () => {
    const cli = cliWith('');
    const { out } = await cli.run(['config', 'set', 'llm_client.api_key', '-'], { input: 'sk-very-secret\n' });
    expect(cli.text()).toContain('api_key = "sk-very-secret"');
    expect(out).not.toContain('sk-very-secret');
  });

  it('says that a key does nothing yet', async () => {
    const cli = cliWith('');
    const later = await cli.run(['config', 'set', 'blockchain.enabled', 'true']);
    expect(later.status).toBe(0);
    expect(later.out).toMatch(/does not have what it asks for: "start" refuses it\.\n$/);
    expect((await cli.run(['config', 'set', 'blockchain.enabled', 'false', '--json'])).json()).toMatchObject({
      available: true,
    });
  });

  it.each([
    ['pricing.base_inbound_price', '2', 78, 'did you write wei?'],
    ['llm_client.max_retries', 'seven', 78, 'is text, not a number'],
    ['model_discovery.enabled', 'yes', 78, 'is text, not true or false'],
    ['pricing.base_inbound_prise', '0.1', 64, 'Did you mean "base_inbound_price"?'],
    ['models[3].enabled', 'false', 78, 'is not a list of tables'],
  ])('refuses %s = %s and leaves the file alone', async (key, value, expected, words) => {
    const cli = cliWith('# mine\n');
    const { status, err } = await cli.run(['config', 'set', key, value]);
    expect(status).toBe(expected);
    expect(err).toContain(words);
    expect(cli.text()).toBe('# mine\n');
  });
});

describe('config reference', () => {
  it('prints the page, or the list of keys', async () => {
    const cli = createTestCli();
    expect((await cli.run(['config', 'reference'])).out).toBe(referenceText());
    const { out } = await cli.run(['config', 'reference', '--json']);
    expect(JSON.parse(out)).toEqual(settingList());
  });
});
