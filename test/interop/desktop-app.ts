import { launchApp } from '../e2e/launch.ts';
import { buildApp } from '../setup/build/build-app.ts';
import { ensureElectron } from '../setup/electron/runtime.ts';
import { hasDisplay, startVirtualDisplay } from '../setup/system/display.ts';

/** Builds and starts the desktop app on a data folder, on a virtual display where there is no real one. */
export async function launchDesktopApp(dataFolder: string) {
  const runtime = await ensureElectron();
  await buildApp(runtime);
  const display = hasDisplay() ? null : await startVirtualDisplay();
  if (display !== null) process.env.DISPLAY = display.name;
  const app = await launchApp({ dataFolder });
  // Not to be had any more after the end.
  const program = app.app.process();
  let ended = false;
  const close = async () => {
    if (ended) return;
    ended = true;
    await app.close();
    display?.close();
    if (display !== null) delete process.env.DISPLAY;
  };
  return {
    close,
    /** Quits it, as a person does. @returns The exit status. */
    async end(): Promise<number | null> {
      await close();
      return program.exitCode;
    },
  };
}
