import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ExecutorError } from '../../foundation/errors/index.ts';

/** The kernel's field for a socket path: 108 bytes on Linux, 104 on macOS, with its closing zero. */
const maxPathBytes = 103;

/** Where a control socket really is. */
export interface SocketAddress {
  /** Path for `listen` and `connect`. */
  readonly path: string;
  /** Folder to make private before listening; null when the path needs none. */
  readonly privateFolder: string | null;
}

/**
 * Where the control socket named `socketPath` is reached on this system. It is the same in every program of one user.
 *
 * On Windows it is a named pipe, named after the path and the user. Elsewhere it is the path itself, or, when that is
 * longer than the kernel allows, a short path in a private folder of the user below `/tmp`.
 *
 * @param socketPath - For example `~/.lloom/executor/control.sock`, expanded.
 */
export function socketAddress(socketPath: string, platform: NodeJS.Platform = process.platform): SocketAddress {
  const path = resolve(socketPath);
  const user = userInfo();
  if (platform === 'win32') {
    const name = shortHash(`${user.username}\0${path.toLowerCase()}`);
    return { path: `\\\\.\\pipe\\lloom-executor-${name}`, privateFolder: null };
  }
  if (Buffer.byteLength(path) <= maxPathBytes) return { path, privateFolder: null };
  // Not the folder of TMPDIR or XDG_RUNTIME_DIR: the app and a terminal may differ in those and would miss each other.
  const privateFolder = `/tmp/lloom-executor-${user.uid}`;
  return { path: join(privateFolder, `${shortHash(path)}.sock`), privateFolder };
}

/**
 * Makes the folder of the socket: private to this user when it is the short one.
 *
 * @throws `CONTROL_UNAVAILABLE` when another user owns it, so that nobody can listen in our place.
 */
export function prepareSocketFolder(address: SocketAddress): void {
  if (address.privateFolder === null) {
    if (!address.path.startsWith('\\\\.\\')) mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
    return;
  }
  mkdirSync(address.privateFolder, { recursive: true, mode: 0o700 });
  assertPrivate(address.privateFolder);
  chmodSync(address.privateFolder, 0o700);
}

/** @throws `CONTROL_UNAVAILABLE` unless the folder is a real one of this user. A missing folder is fine. */
export function assertPrivate(folder: string): void {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  if (found.isDirectory() && found.uid === userInfo().uid) return;
  throw new ExecutorError('CONTROL_UNAVAILABLE', { folder, reason: 'NOT_OURS' });
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
