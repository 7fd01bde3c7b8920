import { buildApp } from '../build/build-app.ts';
import { ensureElectron } from '../electron/runtime.ts';
import { runTask } from '../system/task.ts';

runTask(async () => buildApp(await ensureElectron()));
