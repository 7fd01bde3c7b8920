import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import { mustRun, runCommand } from '../../setup/system/command.ts';
import { projectRoot } from '../../setup/system/project.ts';
import { startProgram } from '../../utils/child-program.ts';
import { startLocalNetwork } from '../../utils/network.ts';

const minuteMs = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'lloom-library-'));
const project = join(folder, 'project');
const installed = join(project, 'node_modules', 'lloom-executor');
const typescript = join(projectRoot, 'node_modules', 'typescript', 'bin', 'tsc');

const tsconfig = {
  compilerOptions: { target: 'ES2023', module: 'NodeNext', strict: true, noEmit: true, types: ['node'] },
  include: ['*.ts'],
};

/** What a README shows below this heading. */
function exampleBelow(heading: string): string {
  const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  const example = readme.split(`## ${heading}\n`)[1]?.match(/```ts\n(.*?)```/s)?.[1];
  if (example === undefined) throw new Error(`README.md shows no example below "${heading}".`);
  return example;
}

/** An example that stays on this computer. */
function replaceAll(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`The example does not contain ${from}.`);
    return result.replaceAll(from, to);
  }, text);
}

describe.runIf(process.platform !== 'win32')('the package, installed into an empty TypeScript project', () => {
  beforeAll(async () => {
    await mustRun('npm', ['pack', '--pack-destination', folder], { cwd: projectRoot, limitMs: minuteMs });
    const archive = join(folder, `lloom-executor-${packageJson.version}.tgz`);
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
    const nodeTypes = `@types/node@${packageJson.devDependencies['@types/node']}`;
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
    await mustRun('npm', ['install', ...options, archive, nodeTypes], { cwd: project, limitMs: 2 * minuteMs });
  }, 4 * minuteMs);

  afterAll(() => rmSync(folder, { recursive: true, force: true }), minuteMs);

  it('brings neither a desktop nor a window, and no sources', () => {
    const lock = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as { packages: object };
    const packages = Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, ''));
    expect(packages).toContain('lloom-executor');
    expect(packages.filter((name) => /^electron|^@electron|^react|^zustand$|^vite/.test(name))).toEqual([]);
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('.'));
    const others = files.filter((path) => !/^out\/lib\/core\/.*\.(d\.ts|js)$/.test(path));
    // npm packs the file of "main" whatever "files" says; it is there only after the app was built.
    expect(others.filter((path) => path !== 'out/main/main.js').sort()).toEqual([
      'CHANGELOG.md',
      'README.md',
      'assets/plugins/README.md',
      'assets/plugins/request-logger/plugin.mjs',
      'assets/plugins/threshold-filter/plugin.mjs',
      'out/lib/package.json',
      'package.json',
    ]);
  });

  it(
    'compiles the examples with strict types, without skipping those of libraries',
    async () => {
      writeFileSync(join(project, 'basic.ts'), basicExecutor);
      writeFileSync(join(project, 'quick-start.ts'), exampleBelow('Use it as a library'));
      writeFileSync(join(project, 'mock.ts'), mockExecutor);
      await mustRun(process.execPath, [typescript, '-p', '.'], { cwd: project, limitMs: minuteMs });
      writeFileSync(
        join(project, 'wrong.ts'),
        "import { Executor } from 'lloom-executor';\nnew Executor({ port: 1 });\n",
      );
      const wrong = await runCommand(process.execPath, [typescript, '-p', '.'], { cwd: project, limitMs: minuteMs });
      expect(wrong.output).toMatch(/wrong\.ts\(2,\d+\): error TS2353.*'port' does not exist/);
    },
    minuteMs,
  );

  it(
    'runs the Quick Start, which serves a request of the network',
    async () => {
      const network = await startLocalNetwork();
      const lmStudio = await startLlmServer({ dialect: 'lmstudio' });
      onTestFinished(() => lmStudio.close());
      const file = join(project, 'quick-start-here.ts');
      const here = {
        '/ip4/0.0.0.0/tcp/4001': '/ip4/127.0.0.1/tcp/0',
        '/ip4/67.220.95.247/tcp/3099': network.validator.address,
        'http://localhost:1234': lmStudio.url,
      };
      writeFileSync(file, replaceAll(exampleBelow('Use it as a library'), here));
      const program = startProgram(file, [], { HOME: folder });

      const client = await network.addClient();
      const announced = () => network.validator.registry.log.some(({ type }) => type === 'Initial');
      await expect.poll(announced, { timeout: 20_000 }).toBe(true);
      const answer = await client.request({ model: 'qwen3-4b', prompt: 'Hello there' });
      expect(answer.content).toContain('Hello there');
      expect(answer.totalCostWei).toBe(
        answer.inboundTokens * 400_000_000_000_000n + answer.outboundTokens * 900_000_000_000_000n,
      );
      program.process.kill('SIGINT');
      expect(await program.ended).toEqual({ status: 0, signal: null });
    },
    minuteMs,
  );

  it('runs the command line, and says on an older Node what it needs', async () => {
    const command = join(project, 'node_modules', '.bin', 'lloom-executor');
    const options = { cwd: project, env: { LLOOM_DATA_DIR: join(folder, 'data') }, limitMs: 30_000 };
    const version = await runCommand(process.execPath, [command, '--version'], options);
    expect([version.status, version.output]).toEqual([0, `${packageJson.version}\n`]);
    const status = await runCommand(process.execPath, [command, 'status', '--json'], options);
    expect(JSON.parse(status.output)).toMatchObject({ error: { code: 'EXECUTOR_NOT_RUNNING' } });

    // What runs in a thread or a process of its own is found beside the code that starts it.
    const compiled = join(installed, 'out', 'lib', 'core', 'request');
    const { findRunner } = await import(join(compiled, 'plugins', 'launch', 'runner-file.js'));
    expect(findRunner().file).toBe(join(compiled, 'plugins', 'runner', 'main.js'));
    const { scanWorkerUrl } = await import(join(compiled, 'content-filter', 'scan-worker.js'));
    expect(existsSync(scanWorkerUrl)).toBe(true);

    const entry = join(installed, 'out', 'lib', 'core', 'cli', 'entry.js');
    const older = join(project, 'older-node.js');
    writeFileSync(older, readFileSync(entry, 'utf8').replace('process.versions.node', "'20.18.1'"));
    const refused = await runCommand(process.execPath, [older], options);
    expect([refused.status, refused.output]).toEqual([
      78,
      `lloom-executor needs Node 24 or newer; this is 20.18.1 (${process.execPath}).\n`,
    ]);
  });
});

/** "Basic Executor" of the document, with its defaults. It is compiled only: run, it would join the public network. */
const basicExecutor = `import { Executor, type ExecutorConfig } from 'lloom-executor';

const config: ExecutorConfig = {};
const executor = new Executor(config);

await executor.run();
`;

const mockExecutor = `import { createTestRequest, MockExecutor, MockLlmClient, spawnTestExecutor } from 'lloom-executor/testing';

const mockExecutor = new MockExecutor();
mockExecutor.setLlmClient(new MockLlmClient().withResponse('Test response').withTokenCount(10, 20));
const { content, totalTokens }: { content: string; totalTokens: number } = await mockExecutor.processRequest(createTestRequest());
console.log(content, totalTokens);
const { healthy }: { healthy: boolean } = await (await spawnTestExecutor()).healthStatus();
console.log(healthy);
`;
