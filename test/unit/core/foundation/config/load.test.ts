import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  checkConfigText,
  dataPaths,
  formatConfigProblem,
  loadConfig,
  takeEnvironment,
} from '../../../../../core/foundation/config/index.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

const env = { HOME: '/home/owner' };
const check = (text: string, more: Record<string, string> = {}, flags: Record<string, unknown> = {}) =>
  checkConfigText(text, { file: 'c.toml', env: { ...env, ...more }, flags });
const problemsOf = (text: string, ...rest: [Record<string, string>?, Record<string, unknown>?]) =>
  check(text, ...rest).problems.map(formatConfigProblem);

describe('checkConfigText', () => {
  it('gives every key its default where the file is silent', () => {
    expect(check('').config).toMatchObject({
      network: {
        listenAddress: '/ip4/0.0.0.0/tcp/4001',
        externalAddress: null,
        bootstrapPeers: ['/ip4/67.220.95.247/tcp/3099'],
      },
      identity: { privateKeyPath: '/home/owner/.lloom/executor/identity_key' },
      llmClient: {
        backend: 'lmstudio',
        baseUrl: 'http://localhost:1234/v1',
        apiKey: null,
        timeoutSecs: 280,
        maxRetries: 3,
        name: null,
      },
      pricing: { baseInboundPriceWei: 500_000_000_000_000n, baseOutboundPriceWei: 1_000_000_000_000_000n },
      requestHandling: {
        maxConcurrentRequests: 10,
        requestTimeoutSecs: 280,
        maxRequestSizeBytes: 1_048_576,
        maxTokensPerRequest: 4096,
        maxQueueSize: 100,
      },
      models: [],
      logging: { level: 'info' },
    });
  });

  it('reports every problem at once, with line, unit and hint', () => {
    const text = [
      '[network]',
      'listen_adress = "/ip4/0.0.0.0/tcp/1"',
      'bootstrap_peers = [',
      '  "/ip4/1.2.3.4/tcp/4001",',
      '  "/dns4/bootstrap1.lloom.network/tcp/4001",',
      ']',
      '[pricing]',
      'base_inbound_price = 0.0005',
      'base_outbound_price = "1000000000000000"',
      '[request_handling]',
      'request_timeout_secs = 6000',
      '[[models]]',
      'name = "a"',
      'contxt_length = 4096',
      '[[models]]',
      'name = "a"',
      'inbound_price = 0.1',
      '[models.limits]',
      '[loging]',
    ].join('\n');
    expect(problemsOf(text)).toMatchInlineSnapshot(`
      [
        "c.toml:2: network.listen_adress is not a known key. Did you mean "listen_address"?",
        "c.toml:5: network.bootstrap_peers[1] is a name, and the network dials numbers only. Expected: list of at most 64 multiaddrs like "/ip4/203.0.113.7/tcp/9000", each with or without /p2p/… at its end. The network knows no names (/dns4); write the number, for example /ip4/203.0.113.7/tcp/4001.",
        "c.toml:8: pricing.base_inbound_price is a number without quotes; write it as text, so that no digit is lost. Expected: ETH per model token as a decimal in quotes, from "0" to below "1". Write for example "0.0005". Today's client of the network offers "0.0005" inbound and "0.001" outbound.",
        "c.toml:9: pricing.base_outbound_price is 1 ETH or more for one model token: did you write wei? Expected: ETH per model token as a decimal in quotes, from "0" to below "1". Write for example "0.0005". Today's client of the network offers "0.0005" inbound and "0.001" outbound.",
        "c.toml:11: request_handling.request_timeout_secs is 6000, above 3600. Expected: whole seconds, 1 to 3600; above 300, where the network itself gives up, 300 is used.",
        "c.toml:14: models[0].contxt_length is not a known key. Did you mean "context_length"?",
        "c.toml:16: models[1].name is there twice. Expected: text of 1 to 256 characters.",
        "c.toml:17: models[1].inbound_price is a number without quotes; write it as text, so that no digit is lost. Expected: ETH per model token as a decimal in quotes, from "0" to below "1".",
        "c.toml:18: models[1].limits is not a known key. Known here: name, enabled, context_length, inbound_price, outbound_price, max_batch_size, max_tokens_per_second, max_concurrent_requests, aliases, capabilities, optimal_batch_size, tokens_per_second, first_token_latency_ms, gpu_memory_gb, min_gpu_memory_gb, cpu_cores.",
        "c.toml:19: loging is not a known section. Did you mean "logging"?",
      ]
    `);
  });

  it('accepts addresses of this computer and of a local network as external address', () => {
    for (const ip of ['ip4/127.0.0.1', 'ip4/192.168.1.7', 'ip6/::1', 'ip6/fd00::7'])
      expect(problemsOf(`network.external_address = "/${ip}/tcp/4001"`), ip).toEqual([]);
  });

  it('refuses addresses that nobody can dial', () => {
    const bad = ['/ip4/YOUR_PUBLIC_IP/tcp/4001', '/ip4/0.0.0.0/tcp/4001', '/ip6/::/tcp/1', '/ip4/1.2.3.4/udp/4001'];
    bad.push(
      '/ip4/1.2.3.4/tcp/0',
      '/ip4/1.2.3.4/tcp/65536',
      '/ip4/1.2.3.4',
      'localhost:4001',
      '',
      '/ip4/1.2.3.4/tcp/1/ws',
    );
    for (const address of bad) expect(problemsOf(`network.external_address = "${address}"`), address).toHaveLength(1);
  });

  it('refuses paths that depend on where the executor was started', () => {
    const { problems } = checkConfigText('[[plugins]]\nname = "a"\npath = "a.mjs"\n', { file: 'c.toml', env: {} });
    expect(problems).toMatchObject([{ line: 3, key: 'plugins[0].path', problem: 'is not a whole path' }]);
  });

  it('refuses prices that are not ETH decimals below 1, and asks about wei', () => {
    for (const price of ['-1', '1e-3', '0,5', '', ' 0.5', '0.0000000000000000001', '.5'])
      expect(problemsOf(`pricing.base_inbound_price = "${price}"`), price).toHaveLength(1);
    for (const price of ['1', '500000000000000'])
      expect(problemsOf(`pricing.base_inbound_price = "${price}"`)[0], price).toContain('did you write wei?');
    expect(problemsOf('pricing.base_inbound_price = "0.999999999999999999"')).toEqual([]);
  });

  it('reports broken TOML with its line and without quoting the file', () => {
    const [problem] = problemsOf('[llm_client]\napi_key = "sk-secret\n');
    expect(problem).toContain('c.toml:2: The file is not valid TOML');
    expect(problem).not.toContain('sk-secret');
  });

  it('never shows a refused access key', () => {
    const text = `[llm_client]\napi_key = [12345]\nbase_url = "http://u:hunter2@h/"\n`;
    expect(problemsOf(text)).toHaveLength(2);
    expect(problemsOf(text).join()).not.toMatch(/12345|hunter2/);
  });

  it('puts variables in, and leaves a key out with a warning where one is not set', () => {
    const text = `[llm_client]\nbase_url = "http://\${LLM_HOST}:1/v1"\napi_key = "\${LLM_API_KEY}"\n`;
    const { config, warnings } = check(text, { LLM_HOST: '10.0.0.2' });
    expect(config?.llmClient).toMatchObject({ baseUrl: 'http://10.0.0.2:1/v1', apiKey: null });
    expect(warnings).toEqual(['c.toml:3: llm_client.api_key is left out, because LLM_API_KEY is not set.']);
  });

  it('prints an access key nowhere but where it is asked for', () => {
    const { config } = check(`llm_client.api_key = "\${LLM_API_KEY}"`, { LLM_API_KEY: 'sk-secret' });
    expect(config?.llmClient.apiKey?.reveal()).toBe('sk-secret');
    expect(`${JSON.stringify(config?.llmClient)}${config?.llmClient.apiKey}`).not.toContain('sk-secret');
  });

  it('takes options before the environment, that before the file, and that before defaults', () => {
    const text = 'network.listen_address = "/ip4/127.0.0.1/tcp/1"';
    const listen = (...more: [Record<string, string>?, Record<string, unknown>?]) =>
      check(text, ...more).config?.network.listenAddress;
    expect(listen()).toBe('/ip4/127.0.0.1/tcp/1');
    expect(listen({ LLOOM_EXECUTOR_PORT: '2' })).toBe('/ip4/127.0.0.1/tcp/2');
    expect(listen({ LLOOM_EXECUTOR_PORT: '2' }, { 'network.listen_address': '/ip4/127.0.0.1/tcp/3' })).toBe(
      '/ip4/127.0.0.1/tcp/3',
    );
    expect(check('', { LLOOM_EXECUTOR_PORT: '2' }).config?.network.listenAddress).toBe('/ip4/0.0.0.0/tcp/2');
  });

  it('names the environment or the option when the mistake is there', () => {
    expect(check('', { LLOOM_EXECUTOR_PORT: 'http' }).problems).toMatchObject([
      { source: 'environment LLOOM_EXECUTOR_PORT', line: null, key: 'network.listen_address' },
    ]);
    expect(check('', {}, { 'logging.level': 'loud', 'logging.lvl': 1 }).problems).toMatchObject([
      { source: 'option', key: 'logging.lvl' },
      { source: 'option', key: 'logging.level' },
    ]);
  });

  it('cannot be changed afterwards', () => {
    const { config } = check('');
    expect(() => Object.assign(config?.pricing ?? {}, { baseInboundPriceWei: 0n })).toThrow(TypeError);
  });
});

describe('loadConfig', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder();
  });

  it('uses defaults when the data folder has no file, and says so', async () => {
    const loaded = await loadConfig({ file: null, env: { LLOOM_DATA_DIR: folder } });
    expect(loaded.file).toBeNull();
    expect(loaded.config.identity.privateKeyPath).toBe(join(folder, 'identity_key'));
  });

  it("reads the data folder's file through a link, with a byte order mark", async () => {
    await writeFile(join(folder, 'real.toml'), '\uFEFF[logging]\r\nlevel = "debug"\r\n');
    await symlink('real.toml', join(folder, 'config.toml'));
    const loaded = await loadConfig({ file: null, env: { LLOOM_DATA_DIR: folder } });
    expect(loaded).toMatchObject({ file: join(folder, 'config.toml'), config: { logging: { level: 'debug' } } });
  });

  it('refuses a named file that is not there, not text, or a folder', async () => {
    await writeFile(join(folder, 'utf16.toml'), Buffer.from('[logging]', 'utf16le').fill(0xff, 0, 1));
    for (const file of ['missing.toml', 'utf16.toml', '.'])
      await expect(loadConfig({ file: join(folder, file), env }), file).rejects.toMatchObject({
        code: 'CONFIG_UNREADABLE',
      });
  });

  it('throws all problems as details', async () => {
    await writeFile(join(folder, 'c.toml'), 'a = 1\nb = 2\n');
    await expect(loadConfig({ file: join(folder, 'c.toml'), env })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      details: {
        problems: [
          { key: 'a', line: 1 },
          { key: 'b', line: 2 },
        ],
      },
    });
  });
});

describe('takeEnvironment', () => {
  it('takes the private key out of the live environment and out of the copy', () => {
    const live: Record<string, string | undefined> = { LLOOM_PRIVATE_KEY: 'aa'.repeat(32), PATH: '/bin' };
    const taken = takeEnvironment(live);
    expect(live).toEqual({ PATH: '/bin' });
    expect(taken.env).toEqual({ PATH: '/bin' });
    expect(taken.privateKey?.reveal()).toBe('aa'.repeat(32));
    expect(JSON.stringify(taken)).not.toContain('aaaa');
  });

  it('treats an empty key as none', () => {
    expect(takeEnvironment({ LLOOM_PRIVATE_KEY: '' }).privateKey).toBeNull();
  });
});

describe('dataPaths', () => {
  it('stay below the data folder, wherever that is', () => {
    expect(dataPaths(env).dataFolder).toBe('/home/owner/.lloom/executor');
    expect(dataPaths({ ...env, LLOOM_DATA_DIR: '~/other' })).toMatchObject({
      dataFolder: '/home/owner/other',
      ledgerFile: '/home/owner/other/executor.sqlite',
      controlSocket: '/home/owner/other/control.sock',
    });
  });
});
