import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const query = [
  '--session',
  '--print-reply',
  '--dest=org.freedesktop.DBus',
  '/org/freedesktop/DBus',
  'org.freedesktop.DBus.NameHasOwner',
  'string:org.kde.StatusNotifierWatcher',
];

/**
 * True when the desktop shows tray icons, so that a hidden window can be found again.
 *
 * Windows and macOS always do. On Linux some desktops have none and Electron cannot tell, so the session bus is asked
 * for the service that shows them; without an answer there is none.
 */
export async function isTrayShown(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true;
  try {
    const { stdout } = await promisify(execFile)('dbus-send', query, { timeout: 2000 });
    return /boolean true/.test(stdout);
  } catch {
    return false;
  }
}
