import { buildApp } from '../build/build-app.ts';
import { ensureElectron } from '../electron/runtime.ts';
import { ensureDebianPackages } from '../system/debian-packages.ts';
import { say } from '../system/progress.ts';
import { runTask } from '../system/task.ts';

runTask(async () => {
  await ensureDebianPackages('electron', 'testRuntime', 'tests');
  const runtime = await ensureElectron({ insist: true });
  await buildApp(runtime);
  say(`ready, with Electron ${runtime.version}${runtime.kind === 'test' ? ' (the test runtime)' : ''}`);
});
