import { spawn } from 'node:child_process';

/** A display that shows its pictures to nobody. */
export interface VirtualDisplay {
  /** Such as `:99`, for the environment variable DISPLAY. */
  readonly name: string;
  close(): void;
}

/** True when a person can see windows of this process. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Starts Xvfb on a free display number.
 *
 * @param options.anyUser - True lets programs of other users of this machine open windows, too.
 * @throws Error when Xvfb is not installed or does not start within 20 s.
 */
export function startVirtualDisplay(options: { readonly anyUser?: boolean } = {}): Promise<VirtualDisplay> {
  const access = options.anyUser ? ['-ac'] : [];
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', ...access], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const close = () => child.kill('SIGKILL');
  process.once('exit', close);
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('Xvfb does not start: install the Debian packages xvfb and xauth.'));
    const timer = setTimeout(() => {
      close();
      fail();
    }, 20_000);
    child.once('error', fail);
    child.once('exit', fail);
    child.stdout.setEncoding('utf8').once('data', (number: string) => {
      clearTimeout(timer);
      resolve({ name: `:${number.trim()}`, close });
    });
  });
}
