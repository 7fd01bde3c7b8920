import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCached, makeCached } from '../system/cache.ts';
import { mustRun } from '../system/command.ts';
import { announced } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';

const modules = join(projectRoot, 'node_modules');
const fileName = 'better_sqlite3.node';

/**
 * The library asks for Node-API 10. The test runtime has version 9, and what is new in 10 as an experiment of it.
 * It is optimised less than the library asks for: that halves the time of the build, and serves tests only.
 */
const buildFlags = {
  CFLAGS: '-O1 -fno-lto',
  CXXFLAGS: '-UNAPI_VERSION -DNAPI_EXPERIMENTAL -DNAPI_VERSION=2147483647 -O1 -fno-lto',
  LDFLAGS: '-fno-lto',
};

/**
 * An experimental library must put off what it does when an object is collected: the runtime ends the process when it
 * is done at once. The call for that is missing in the headers, which hold nothing experimental.
 */
const postFinalizer = `
#define NODE_API_EXPERIMENTAL_HAS_POST_FINALIZER
EXTERN_C_START
NAPI_EXTERN napi_status NAPI_CDECL
node_api_post_finalizer(node_api_basic_env env, napi_finalize finalize_cb, void* data, void* hint);
EXTERN_C_END
`;

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
    .update(JSON.stringify([buildFlags, postFinalizer, commonGypi]))
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
  await makeHeaders(join(headers, 'include', 'node'));

  const nodeGyp = join(modules, 'node-gyp', 'bin', 'node-gyp.js');
  const args = [nodeGyp, 'rebuild', '--release', '--force_build=1', '--jobs=2', `--nodedir=${headers}`];
  // A setting of npm would come before the argument.
  const env = { ...buildFlags, npm_config_nodedir: undefined };
  await mustRun(process.execPath, args, { cwd: source, limitMs: 10 * 60_000, env });
  const built = join(source, 'build', 'Release', fileName);
  if (!existsSync(built)) throw new Error('The build of SQLite left no library.');
  await cp(built, join(target, fileName));
  await rm(source, { recursive: true });
  await rm(headers, { recursive: true });
}

async function makeHeaders(folder: string): Promise<void> {
  await cp(join(modules, 'node-api-headers', 'include'), folder, { recursive: true });
  await appendFile(join(folder, 'node_api.h'), postFinalizer);
  await writeFile(join(folder, 'common.gypi'), JSON.stringify(commonGypi));
  await writeFile(join(folder, 'config.gypi'), JSON.stringify({ target_defaults: {}, variables: {} }));
}
