import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildApp } from '../build/build-app.ts';
import { ensureElectron } from '../electron/runtime.ts';
import { packageApp } from '../package/package-app.ts';
import { ensureDebianPackages } from '../system/debian-packages.ts';
import { announced, say } from '../system/progress.ts';
import { projectRoot } from '../system/project.ts';
import { runTask } from '../system/task.ts';

const outputFolder = join(projectRoot, 'dist');

runTask(async () => {
  const runtime = await ensureElectron();
  const isTest = runtime.kind === 'test';
  if (isTest) await ensureDebianPackages('electron', 'testRuntime');
  await buildApp(runtime);
  if (isTest)
    say('packaged with the test runtime: to try out, not to give away; AppImage needs a download and is left out');
  await announced('packaging the app', () =>
    packageApp(runtime, { targets: isTest ? ['dir', 'deb'] : [], outputFolder }),
  );
  for (const name of readdirSync(outputFolder)) say(`made dist/${name}`);
});
