import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { LineSplitter } from '../../../../foundation/line-splitter.ts';
import { maxMessageBytes } from '../protocol.ts';
import { findEngineFile } from './engine-file.ts';
import { engineEnvironment } from './environment.ts';
import type { EngineChannel, EngineLauncher, EngineListener, EngineSpec } from './interface.ts';

/**
 * Starts engines as child processes on the Node that runs us, which may be that inside of Electron: with little of our
 * environment, no standard streams, and one pipe for messages.
 */
export class NodeEngineLauncher implements EngineLauncher {
  launch(spec: EngineSpec, listener: EngineListener): EngineChannel {
    const child = spawn(process.execPath, ['--no-warnings', findEngineFile()], {
      env: { ...engineEnvironment(spec), ...electronAsNode() },
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
      windowsHide: true,
    });
    return connect(child, listener);
  }
}

/** Without it, Electron would open the app. */
function electronAsNode(): Record<string, string> {
  return process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' };
}

function connect(child: ChildProcess, listener: EngineListener): EngineChannel {
  // A computer that is out of file descriptors makes neither process nor pipes, and tells so afterwards.
  const pipe = (child.stdio as ChildProcess['stdio'] | undefined)?.[3] as Socket | undefined;
  const splitter = new LineSplitter(maxMessageBytes);
  let isOpen = true;
  let hasEnded = false;
  const end = (status: number | null, signal: string | null) => {
    if (hasEnded || (child.exitCode === null && child.signalCode === null && child.pid !== undefined)) return;
    hasEnded = true;
    isOpen = false;
    listener.onEnd({ status, signal });
  };
  pipe?.on('data', (bytes: Buffer) => {
    if (!isOpen) return;
    const lines = splitter.push(bytes);
    if (lines === null) return listener.onOversized();
    for (const line of lines) if (isOpen) listener.onText(line.toString('utf8'));
  });
  // What breaks the pipe ends the process, and that is told.
  pipe?.on('error', () => child.kill('SIGKILL'));
  child.on('spawn', () => child.pid !== undefined && listener.onStart?.(child.pid));
  child.on('exit', end);
  child.on('error', () => end(null, null));
  return {
    processId: child.pid ?? null,
    send(text) {
      if (pipe?.writable) pipe.write(`${text}\n`);
    },
    kill() {
      isOpen = false;
      pipe?.destroy();
      child.kill('SIGKILL');
    },
  };
}
