import { existsSync } from 'node:fs';
import { mustRun, runCommand } from './command.ts';
import { announced, say } from './progress.ts';

/** Debian packages by what needs them. */
const packages = {
  electron: [
    'libgtk-3-0',
    'libnss3',
    'libgbm1',
    'libasound2',
    'libxkbcommon0',
    'libatk-bridge2.0-0',
    'libcups2',
    'libdrm2',
    'libxdamage1',
    'libxrandr2',
    'libxcomposite1',
    'libxfixes3',
    'libpango-1.0-0',
  ],
  testRuntime: ['unzip', 'g++', 'make', 'python3'],
  tests: ['xvfb', 'xauth', 'dbus', 'redis-server'],
} as const;

/** A group of {@link ensureDebianPackages}. */
export type PackageGroup = keyof typeof packages;

/**
 * Installs the missing Debian packages of these groups where that is possible (Debian or its kin, as root).
 * Elsewhere it names them in one line and goes on: they may be there under other names.
 */
export async function ensureDebianPackages(...groups: readonly PackageGroup[]): Promise<void> {
  if (process.platform !== 'linux') return;
  const wanted = groups.flatMap((group) => packages[group]);
  if (!existsSync('/usr/bin/dpkg-query')) {
    return say(`not a Debian system: what these Debian packages hold must be there: ${wanted.join(' ')}`);
  }
  const installed = await readInstalled();
  const missing = wanted.filter((name) => !installed.has(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    return say(`missing system packages; install them with: sudo apt-get install -y ${missing.join(' ')}`);
  }
  await announced(`installing Debian packages: ${missing.join(' ')}`, () => install(missing));
}

async function install(missing: readonly string[]): Promise<void> {
  const options = { limitMs: 10 * 60_000, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await mustRun('apt-get', ['update', '-qq'], options);
  const names = await Promise.all(missing.map(candidateName));
  await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], options);
}

/** Names that are installed, those that another package stands in for included. */
async function readInstalled(): Promise<ReadonlySet<string>> {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders of dpkg-query
  const format = '${db:Status-Abbrev}|${Package}, ${Provides}\n';
  const output = await mustRun('dpkg-query', ['-W', '-f', format], { limitMs: 30_000 });
  const names = output
    .split('\n')
    .filter((line) => line.startsWith('ii'))
    .flatMap((line) => line.slice(line.indexOf('|') + 1).split(','))
    .map((name) => name.replace(/\(.*/, '').trim());
  return new Set(names);
}

/** Newer releases have some libraries under a name that ends in t64, and the old name as a mere alias. */
async function candidateName(name: string): Promise<string> {
  const renamed = await runCommand('apt-cache', ['show', '--quiet=0', `${name}t64`], { limitMs: 30_000 });
  return renamed.status === 0 ? `${name}t64` : name;
}
