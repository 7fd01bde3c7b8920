// Prepares the checkout and runs one task in it: `node bootstrap.mjs TASK [arguments]`.
//
// With lock-file.mjs the only file that runs on whatever Node (20 or newer) this computer has, so both use nothing but Node.
// It installs exactly what package-lock.json names, Node 24 among it, and hands over to that.
// Everything it says goes to standard error; standard output belongs to the task.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freeStaleLock, takeLock } from './test/setup/system/lock-file.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const isWindows = process.platform === 'win32';
const node24 = join(root, 'node_modules', 'node', 'bin', isWindows ? 'node.exe' : 'node');
const installLimitMs = 20 * 60_000;

/** What each task runs on Node 24. */
const tasks = {
  setup: 'test/setup/tasks/setup.ts',
  start: 'test/setup/tasks/start.ts',
  build: 'test/setup/tasks/build.ts',
  'build:library': 'test/setup/tasks/build-library.ts',
  test: 'test/setup/tasks/test.ts',
  perf: 'test/setup/tasks/perf.ts',
  soak: 'test/setup/tasks/soak.ts',
  package: 'test/setup/tasks/package.ts',
  'lloom-executor': 'core/cli/lloom-executor.ts',
};

const say = (line) => process.stderr.write(`lloom: ${line}\n`);

/** Ends with one clear line. */
function giveUp(line) {
  say(line);
  process.exit(1);
}

/** Runs a command to its end. Its output goes to standard error; `onStart` gets its process id. */
function run(command, args, limitMs, onStart = () => {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 2, 2],
      shell: isWindows && !command.includes('\\'),
    });
    if (child.pid) onStart(child.pid);
    const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.on('error', () => resolve(false));
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve(status === 0);
    });
  });
}

/** What a command prints to standard output, or an empty text. */
function ask(command, args) {
  return new Promise((resolve) => {
    let text = '';
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: isWindows && !command.includes('\\'),
    });
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', () => resolve(''));
    child.on('close', () => resolve(text.trim()));
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/** True when node_modules holds what the lock names. npm writes its own list there as the last step of an install. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !installed || !existsSync(node24)) return false;
  for (const [path, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // Packages for other systems are in the lock, but never installed.
    if (found ? found.version !== version : !optional && !devOptional) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

/** Lets one process at a time install. */
async function withInstallLock(work) {
  const path = join(root, '.cache', 'installing');
  mkdirSync(dirname(path), { recursive: true });
  const untilMs = Date.now() + installLimitMs;
  let told = false;
  let lock = takeLock(path);
  for (; !lock; lock = takeLock(path)) {
    if (Date.now() > untilMs) giveUp(`another process has been installing for too long; delete ${path}`);
    if (freeStaleLock(path).isFree) continue;
    if (!told) say('waiting for another process that installs the packages');
    told = true;
    await wait(200);
  }
  try {
    // Were this process killed, npm would go on: the lock is npm's then.
    await work(lock.passTo);
  } finally {
    lock.release();
  }
}

async function install(onStart) {
  if (isInstalled()) return;
  if (isWindows && process.execPath.toLowerCase() === node24.toLowerCase()) {
    giveUp('the packages have changed; run "npx npm@11 ci" once (Windows cannot replace a program that is running)');
  }
  // npm names itself to the scripts it runs; without it, the one in PATH is taken.
  const { npm_execpath: npmScript, npm_node_execpath: npmNode = process.execPath } = process.env;
  const npm = npmScript?.endsWith('npm-cli.js') ? [npmNode, [npmScript]] : ['npm', []];
  const major = Number.parseInt(await ask(npm[0], [...npm[1], '--version']), 10);
  if (!major) giveUp('npm is missing; install it together with Node 20 or newer');
  say('installing the packages of package-lock.json (a minute or two) …');
  const startedMs = Date.now();
  // Older versions of npm do not know which install scripts package.json allows.
  const newer = major >= 11 ? ['ci'] : ['exec', '--yes', '--package=npm@11', '--', 'npm', 'ci'];
  const options = ['--no-audit', '--no-fund', '--loglevel=error'];
  if (!(await run(npm[0], [...npm[1], ...newer, ...options], installLimitMs, onStart))) {
    giveUp('the packages could not be installed; what npm wrote above says why');
  }
  if (!existsSync(node24)) {
    await run(process.execPath, [join(root, 'node_modules', 'node', 'installArchSpecificPackage.js')], installLimitMs);
  }
  if (!existsSync(node24)) giveUp('Node 24 could not be installed for this computer');
  say(`installing the packages: done in ${Math.round((Date.now() - startedMs) / 1000)} s`);
}

/** Runs the task on Node 24 with our own streams, passes signals on, and ends as it ends. */
function handOver(script, args) {
  const child = spawn(node24, [join(root, script), ...args], { stdio: 'inherit' });
  // A terminal signals the task itself; it decides when to end.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => giveUp(`Node 24 does not start: ${error.message}`));
  child.on('close', (status, signal) => process.exit(status ?? 128 + (constants.signals[signal] ?? 0)));
}

const [task, ...args] = process.argv.slice(2);
if (!Object.hasOwn(tasks, task ?? '')) giveUp(`name a task: ${Object.keys(tasks).join(', ')}`);
if (Number.parseInt(process.versions.node, 10) < 20) giveUp(`Node 20 or newer is needed, this is ${process.version}`);
if (!isInstalled()) await withInstallLock(install);
handOver(tasks[task], args);
