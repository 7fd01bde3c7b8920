import { buildApp } from '../setup/build/build-app.ts';
import { ensureElectron } from '../setup/electron/runtime.ts';
import { hasDisplay, startVirtualDisplay } from '../setup/system/display.ts';

/** Makes an Electron, the built app and a display ready for the tests of this folder. */
export async function setup(): Promise<() => void> {
  const runtime = await ensureElectron();
  Object.assign(process.env, runtime.env);
  await buildApp(runtime);
  if (hasDisplay()) return () => {};
  const display = await startVirtualDisplay();
  process.env.DISPLAY = display.name;
  return display.close;
}
