import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCached, makeCached } from '../system/cache.ts';
import { mustRun } from '../system/command.ts';
import { announced } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';

const modules = join(projectRoot, 'node_modules');
const fileName = 'better_sqlite3.node';

/**
 * The library's own build files ask for Node-API 10, which the test runtime does not have.
 * All that it calls is in older versions too, some of it still under the experimental flag.
 */
const versionFlags = '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNAPI_VERSION=2147483647';

/** Optimised less than the library asks for: it halves the time of the build, and serves tests only. */
const buildFlags = {
  CFLAGS: '-O1 -fno-lto',
  CXXFLAGS: `${versionFlags} -O1 -fno-lto`,
  LDFLAGS: '-fno-lto',
};

/** What node-gyp includes from a Node header folder; all that a Node-API library needs of it. */
const commonGypi = {
  target_defaults: {
    default_configuration: 'Release',
    cflags: ['-fPIC', '-O2'],
    configurations: { Release: {}, Debug: {} },
  },
};

function cacheName(): string {
  const { version } = JSON.parse(readFileSync(join(modules, 'better-sqlite3', 'package.json'), 'utf8')) as {
    version: string;
  };
  const recipe = createHash('sha256')
    .update(JSON.stringify(buildFlags))
    .update(JSON.stringify(commonGypi))
    .digest('hex')
    .slice(0, 8);
  return `better-sqlite3-${version}-${process.platform}-${process.arch}-${recipe}`;
}

/** Path of the SQLite library built for the test runtime, or undefined when it was not built. */
export function findSqliteBinding(): string | undefined {
  const folder = findCached(cacheName());
  return folder && join(folder, fileName);
}

/**
 * Builds better-sqlite3 from its own source so that it runs in the test runtime as well as in Node 20 and 24.
 * The build is made outside the checkout: the library would prefer one that lies in `node_modules`.
 *
 * @returns Path of the library, for its option `nativeBinding`.
 * @throws Error when there is no compiler.
 */
export async function makeSqliteBinding(): Promise<string> {
  const folder = await makeCached(cacheName(), (target) =>
    announced('building SQLite for the test runtime (about a minute)', () => build(target)),
  );
  return join(folder, fileName);
}

async function build(target: string): Promise<void> {
  const source = join(target, 'source');
  await cp(join(modules, 'better-sqlite3'), source, { recursive: true, dereference: true });
  await cp(join(modules, 'node-addon-api'), join(source, 'node_modules', 'node-addon-api'), { recursive: true });
  const headers = join(target, 'headers');
  await mkdir(join(headers, 'include'), { recursive: true });
  await cp(join(modules, 'node-api-headers', 'include'), join(headers, 'include', 'node'), { recursive: true });
  await writeFile(join(headers, 'include', 'node', 'common.gypi'), JSON.stringify(commonGypi));
  await writeFile(
    join(headers, 'include', 'node', 'config.gypi'),
    JSON.stringify({ target_defaults: {}, variables: {} }),
  );

  const nodeGyp = join(modules, 'node-gyp', 'bin', 'node-gyp.js');
  const args = [nodeGyp, 'rebuild', '--release', '--force_build=1', '--jobs=2', `--nodedir=${headers}`];
  await mustRun(process.execPath, args, { cwd: source, limitMs: 10 * 60_000, env: buildFlags });
  const built = join(source, 'build', 'Release', fileName);
  if (!existsSync(built)) throw new Error('The build of SQLite left no library.');
  await cp(built, join(target, fileName));
  await rm(source, { recursive: true });
  await rm(headers, { recursive: true });
}
