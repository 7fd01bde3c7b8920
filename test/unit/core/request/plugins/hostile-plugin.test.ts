import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectCode } from '../../../../utils/expect-code.ts';
import { pluginSettings, startPlugins, writePlugin } from '../../../../utils/plugins.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

/** A plugin that does what a prompt says, and refuses with a reason for each way that this can end. */
const obedient = `
  import { createRequire } from 'node:module';
  import fs from 'node:fs';
  const require = createRequire(import.meta.url);
  const codes = ['ERR_ACCESS_DENIED', 'ERR_DLOPEN_DISABLED', 'ERR_UNKNOWN_BUILTIN_MODULE', 'TypeError'];
  const { constructor: AsyncFunction } = async () => {};
  export const reasons = [...codes, 'it worked', 'another error', 'empty'];
  export async function onRequest({ config }, { payload }) {
    try {
      const attempt = new AsyncFunction('fs', 'require', 'config', 'url', payload.prompt);
      const result = await attempt(fs, require, config, (name) => new URL(name, import.meta.url));
      return { action: 'reject', reason: result === 'empty' ? 'empty' : 'it worked' };
    } catch (error) {
      return { action: 'reject', reason: [error.code, error.name].find((one) => codes.includes(one)) ?? 'another error' };
    }
  }`;

/** Lets one plugin try all of them. @returns What became of each. */
async function tryAll(attempts: Record<string, string>, config: Record<string, string> = {}) {
  const file = writePlugin(obedient);
  writeFileSync(join(dirname(file), 'x.node'), 'x', { mode: 0o644 });
  const { accept, view } = await startPlugins([pluginSettings(file, { config })]);
  const outcomes: [string, unknown][] = [];
  for (const [name, code] of Object.entries(attempts)) {
    const { details } = await expectCode(accept(code), 'PLUGIN_REJECTED');
    outcomes.push([name, details.reason]);
  }
  expect(view()).toMatchObject({ state: 'running', restarts: 0 });
  return Object.fromEntries(outcomes);
}

/** Every one of these names, with this outcome. */
const all = (attempts: Record<string, string>, outcome: string) =>
  Object.fromEntries(Object.keys(attempts).map((name) => [name, outcome]));

describe('a hostile plugin', () => {
  it('reads its own folder, and neither the key nor any other file', async () => {
    const key = join(tempFolder(), 'identity_key');
    writeFileSync(key, 'ab'.repeat(32), { mode: 0o600 });
    expect(await tryAll({ own: 'return fs.readFileSync(url("plugin.mjs"))' })).toEqual({ own: 'it worked' });
    const attempts = {
      key: 'return fs.readFileSync(config.key, "utf8")',
      'key, later': 'return fs.promises.open(config.key)',
      'key, as a module': 'return import(config.key)',
      users: 'return fs.readFileSync("/etc/passwd")',
      above: 'return fs.readdirSync("..")',
      'environment of the executor': 'return fs.readFileSync("/proc/" + process.ppid + "/environ")',
      'memory of the executor': 'return fs.openSync("/proc/" + process.ppid + "/mem")',
    };
    expect(await tryAll(attempts, { key })).toEqual(all(attempts, 'ERR_ACCESS_DENIED'));
  });

  it('sees an empty environment', async () => {
    process.env.LLOOM_TEST_SECRET = 'secret';
    onTestFinished(() => void delete process.env.LLOOM_TEST_SECRET);
    const code = 'return Object.keys(process.env).length === 0 ? "empty" : ""';
    expect(await tryAll({ code })).toEqual({ code: 'empty' });
  });

  it('writes nothing, starts nothing, loads nothing native and cannot reach the executor', async () => {
    const denied = {
      'write a file': 'fs.writeFileSync(url("x"), "x")',
      'remove its own file': 'fs.unlinkSync(url("plugin.mjs"))',
      'make a link': 'fs.symlinkSync("/etc", url("x"))',
      'start a program': 'require("node:child_process").execFileSync("id")',
      'start a worker': 'new (require("node:worker_threads").Worker)("1", { eval: true })',
      'reach into the runtime': 'process.binding("fs")',
      'open a debugger': 'require("node:inspector").open(0)',
      'end the executor': 'process.kill(process.ppid)',
      'slow the executor down': 'require("node:os").setPriority(process.ppid, 19)',
      'let the runtime write files': 'require("node:v8").setFlagsFromString("--trace-turbo")',
      'the same, imported': '(await import("node:v8")).setFlagsFromString("--trace-turbo")',
      'debug the executor': 'process._debugProcess(process.ppid)',
    };
    const other = {
      'load an addon': 'require("./x.node")',
      'load a library': 'process.dlopen({ exports: {} }, "/lib/x.so")',
      'open a database': 'new (require("node:sqlite").DatabaseSync)("/tmp/x")',
      'take back what was taken': '"use strict"; delete process.kill',
    };
    expect(await tryAll({ ...denied, ...other })).toEqual({
      ...all(denied, 'ERR_ACCESS_DENIED'),
      'load an addon': 'ERR_DLOPEN_DISABLED',
      'load a library': 'ERR_DLOPEN_DISABLED',
      'open a database': 'ERR_UNKNOWN_BUILTIN_MODULE',
      'take back what was taken': 'TypeError',
    });
  });

  it('cannot connect to the control socket', async () => {
    const path = join(tempFolder(), 'control.sock');
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(path);
    onTestFinished(() => void server.close());
    const attempts = {
      net: 'await new Promise((_, no) => require("node:net").connect(config.path).on("error", no))',
      'net with options': 'await new Promise((_, no) => new (require("net").Socket)().connect(config).on("error", no))',
      http: 'await new Promise((_, no) => require("http").get({ socketPath: config.path }).on("error", no))',
      tls: 'await new Promise((_, no) => require("tls").connect(config).on("error", no))',
    };
    expect(await tryAll(attempts, { path })).toEqual(all(attempts, 'ERR_ACCESS_DENIED'));
    expect(connections).toBe(0);
  });

  it.each([
    ['exits', 'process.exit(0)'],
    ['aborts', 'process.abort()'],
    [
      'throws behind the back of its hook',
      'setImmediate(() => { throw new Error("no"); }); await new Promise(() => {})',
    ],
    ['rejects behind the back of its hook', 'Promise.reject(new Error("no")); await new Promise(() => {})'],
    ['overflows the stack', '(function f() { f(); })(); '],
    [
      'answers for a call that nobody made',
      'fs.writeSync(3, "{\\"type\\":\\"done\\",\\"id\\":99,\\"action\\":\\"accept\\",\\"reason\\":null}\\n")',
    ],
    [
      'answers twice',
      'fs.writeSync(3, "{\\"type\\":\\"done\\",\\"id\\":1,\\"action\\":\\"accept\\",\\"reason\\":null}\\n".repeat(2))',
    ],
    [
      'says that it is loaded again',
      'fs.writeSync(3, "{\\"type\\":\\"loaded\\",\\"hooks\\":[\\"onVoid\\"],\\"reasons\\":[]}\\n")',
    ],
    ['sends no JSON', 'fs.writeSync(3, "hello\\n")'],
    ['sends bytes', 'fs.writeSync(3, Buffer.alloc(1000, 0xff)); fs.writeSync(3, "\\n")'],
    ['sends a line without an end', 'for (;;) fs.writeSync(3, "x".repeat(60000))'],
    ['sends a huge number', 'fs.writeSync(3, "{\\"type\\":\\"pong\\",\\"id\\":" + "9".repeat(60000) + "}\\n")'],
    ['sends deep nesting', 'fs.writeSync(3, "[".repeat(60000) + "\\n")'],
    [
      'sends a prototype',
      'fs.writeSync(3, "{\\"type\\":\\"done\\",\\"id\\":1,\\"action\\":\\"accept\\",\\"reason\\":null,\\"__proto__\\":{\\"polluted\\":1}}\\n")',
    ],
    [
      'sends a reason that it never declared',
      'fs.writeSync(3, "{\\"type\\":\\"done\\",\\"id\\":1,\\"action\\":\\"reject\\",\\"reason\\":77}\\n")',
    ],
    ['closes its pipe', 'fs.closeSync(3)'],
  ])('that %s is ended or answered for, and requests end with a code or go on by choice', async (_, code) => {
    const file = writePlugin(`import fs from 'node:fs'; export async function onRequest() { ${code} }`);
    const { accept, lines, until } = await startPlugins([
      pluginSettings(file, { timeoutMs: 500 }),
      pluginSettings(file, { name: 'open', timeoutMs: 500, onFailure: 'open' }),
    ]);
    const refused = await accept().then(
      () => null,
      ({ code: told }) => told,
    );
    // Answering twice, the first answer counts; what follows ends the process.
    expect([null, 'PLUGIN_UNAVAILABLE', 'PLUGIN_TIMEOUT', 'PLUGIN_FAILED']).toContain(refused);
    await until(({ problem }) => problem !== null);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(lines.map(({ message }) => message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^A plugin (failed|is started again soon)$/)]),
    );
  });

  it('that floods is ended', async () => {
    const file = writePlugin(`
      export function onRequest(context) { for (let i = 0; i < 100000; i++) context.log({ i }); }`);
    const { accept, lines, until } = await startPlugins([pluginSettings(file)]);
    await expectCode(accept(), 'PLUGIN_UNAVAILABLE');
    await until(({ problem }) => problem?.code === 'PLUGIN_MISBEHAVED');
    expect(lines.filter(({ message }) => message === 'Plugin').length).toBeLessThan(500);
  });

  it('that floods with large lines is ended before they cost anything', async () => {
    const file = writePlugin(`
      import fs from 'node:fs';
      export function onRequest() {
        const line = '{"type":"log","id":1,"figures":[' + '{},'.repeat(1000) + '1]}\\n';
        fs.writeSync(3, line);
      }`);
    const { accept, until } = await startPlugins([pluginSettings(file)]);
    await expectCode(accept(), 'PLUGIN_UNAVAILABLE');
    await until(({ problem }) => problem?.code === 'PLUGIN_MISBEHAVED');
  });

  it('that never settles costs a request its time limit and nothing else', async () => {
    const file = writePlugin('export const onRequest = () => new Promise(() => {});');
    const { accept, view } = await startPlugins([pluginSettings(file, { timeoutMs: 50 })]);
    await Promise.all([expectCode(accept(), 'PLUGIN_TIMEOUT'), expectCode(accept(), 'PLUGIN_TIMEOUT')]);
    expect(view()).toMatchObject({ state: 'running', counts: { timedOut: 2 } });
  });

  it('that loops without an end is ended, and started again', async () => {
    const file = writePlugin('export function onRequest(_, { payload }) { while (payload.prompt === "loop"); }');
    const { accept, until } = await startPlugins([pluginSettings(file, { timeoutMs: 100 })]);
    await expectCode(accept('loop'), 'PLUGIN_TIMEOUT');
    await until(({ problem }) => problem?.code === 'PLUGIN_HUNG');
    await until(({ state, restarts }) => state === 'running' && restarts === 1);
    await accept('fine');
  });

  it('that loops while it is loaded is ended', async () => {
    const file = writePlugin('for (;;) fetch;');
    const { view } = await startPlugins([pluginSettings(file)], { loadLimitMs: 500 });
    expect(view().problem).toMatchObject({ code: 'PLUGIN_LOAD_FAILED', details: { thrown: 'TIMEOUT' } });
  });

  it.each([
    ['its heap', 'const kept = []; for (;;) kept.push(new Array(1000).fill(0));'],
    ['buffers', 'const kept = []; for (;;) { kept.push(Buffer.alloc(1 << 20, 1)); await new Promise(setImmediate); }'],
  ])('that takes all memory with %s is ended', async (_, code) => {
    const file = writePlugin(`export async function onRequest() { ${code} }`);
    const settings = pluginSettings(file, { memoryMb: 96, timeoutMs: 20_000 });
    const { accept, until } = await startPlugins([settings]);
    await expectCode(accept(), 'PLUGIN_UNAVAILABLE');
    const { problem } = await until(({ state }) => state === 'waiting');
    expect(['PLUGIN_MEMORY', 'PLUGIN_CRASHED']).toContain(problem?.code);
  });

  it('that watches slowly is told what it can take; the rest is dropped and counted, and no request waits', async () => {
    const file = writePlugin('export const onResponse = () => new Promise(() => {});');
    const { pass, view } = await startPlugins([pluginSettings(file, { timeoutMs: 10_000 })]);
    for (let i = 0; i < 400; i++) await pass();
    expect(view().counts.dropped).toBe(400 - 16 - 256);
  });
});
