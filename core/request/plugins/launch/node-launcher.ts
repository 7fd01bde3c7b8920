import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { LineSplitter } from '../../../foundation/line-splitter.ts';
import {
  type ChannelListener,
  type LaunchSpec,
  maxMessageLength,
  type PluginChannel,
  type PluginLauncher,
} from './interface.ts';
import { readMemoryBytes } from './process-memory.ts';
import { findRunner, type Runner } from './runner-file.ts';

/** Memory of a process that is not the plugin's heap: the runtime itself, MiB. */
const runtimeMb = 48;

/** Name of the switch that turns the permission model on; null where the runtime has none. */
const permissionSwitch =
  ['--permission', '--experimental-permission'].find((name) => process.allowedNodeEnvironmentFlags.has(name)) ?? null;

/**
 * Starts plugins on the Node that runs us, which may be that inside of Electron: with an empty environment, no standard
 * streams, one pipe for messages, and the permission model where this Node has it.
 */
export class NodePluginLauncher implements PluginLauncher {
  readonly confinement = permissionSwitch === null ? 'process' : 'permissions';

  launch(spec: LaunchSpec, listener: ChannelListener): PluginChannel {
    const runner = findRunner();
    const child = spawn(process.execPath, [...switches(spec, runner), runner.file], {
      cwd: spec.folder,
      env: environment(),
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    return connect(child, listener);
  }
}

function switches({ folder, memoryMb }: LaunchSpec, { readable }: Runner): string[] {
  const has = (name: string) => process.allowedNodeEnvironmentFlags.has(name);
  const permissions = [folder, ...readable].map((path) => `--allow-fs-read=${path}`);
  return [
    ...(permissionSwitch === null ? [] : [permissionSwitch, ...permissions]),
    '--no-addons',
    '--no-warnings',
    // SQLite opens files past the permission model.
    ...(has('--no-experimental-sqlite') ? ['--no-experimental-sqlite'] : []),
    ...(has('--disable-sigusr1') ? ['--disable-sigusr1'] : []),
    // V8 writes files past the permission model where a switch says so: after its start none can be changed.
    '--freeze-flags-after-init',
    `--max-old-space-size=${Math.max(16, memoryMb - runtimeMb)}`,
  ];
}

function environment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') {
    // Windows starts nothing without it.
    return { ...electronAsNode(), SystemRoot: 'C:\\Windows' };
  }
  return electronAsNode();
}

/** Without it, Electron would open the app. */
function electronAsNode(): NodeJS.ProcessEnv {
  return process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
}

function connect(child: ChildProcess, listener: ChannelListener): PluginChannel {
  // A computer that is out of file descriptors makes neither process nor pipes, and tells so afterwards.
  const pipe = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | undefined;
  const splitter = new LineSplitter(maxMessageLength);
  let isOpen = true;
  const end = (status: number | null, signal: string | null) => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) return;
    isOpen = false;
    listener.onEnd({ status, signal });
  };
  const take = (bytes: Buffer) => {
    if (!isOpen) return;
    const lines = splitter.push(bytes);
    if (lines === null) return listener.onOversized();
    for (const line of lines) if (isOpen) listener.onText(line.toString('utf8'));
  };
  pipe?.on('data', take);
  // What breaks the pipe ends the process, and that is told.
  pipe?.on('error', () => child.kill('SIGKILL'));
  child.on('exit', end);
  child.on('error', () => end(null, null));
  return {
    processId: child.pid ?? null,
    get backlogBytes() {
      return pipe?.writableLength ?? 0;
    },
    send(text) {
      if (pipe?.writable) pipe.write(`${text}\n`);
    },
    kill() {
      isOpen = false;
      pipe?.destroy();
      child.kill('SIGKILL');
    },
    memoryBytes: () => readMemoryBytes(child.pid),
  };
}
