import { utilityProcess } from 'electron';
import {
  type EngineChannel,
  type EngineLauncher,
  type EngineListener,
  type EngineSpec,
  engineEnvironment,
  findEngineFile,
  maxMessageBytes,
} from '../../core/inference/backends/index.ts';

/** Starts engines as Electron's utility processes: children of the app that the system's task list knows as such. */
export class UtilityEngineLauncher implements EngineLauncher {
  launch(spec: EngineSpec, listener: EngineListener): EngineChannel {
    const child = utilityProcess.fork(findEngineFile(), [], {
      env: engineEnvironment(spec),
      stdio: 'ignore',
      serviceName: 'Built-in engine',
    });
    let isOpen = true;
    let isKilled = false;
    const kill = () => {
      isOpen = false;
      isKilled = true;
      // The gentle end of Electron's own `kill` is one that a hung engine would not hear.
      if (child.pid !== undefined) endProcess(child.pid);
    };
    child.on('spawn', () => {
      if (isKilled) return kill();
      if (child.pid !== undefined) listener.onStart?.(child.pid);
    });
    child.on('message', (message: unknown) => {
      if (!isOpen) return;
      if (typeof message !== 'string' || message.length > maxMessageBytes) listener.onOversized();
      else listener.onText(message);
    });
    child.on('exit', (status) => {
      isOpen = false;
      listener.onEnd({ status, signal: null });
    });
    return {
      get processId() {
        return child.pid ?? null;
      },
      send: (text) => isOpen && child.postMessage(text),
      kill,
    };
  }
}

/** One that has ended by itself, and of which we have not been told yet, cannot be found any more. */
function endProcess(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {}
}
