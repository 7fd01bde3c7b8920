import { fileName } from '../games/processes.ts';
import type { FrontWindow, FrontWindowSource } from './full-screen.ts';

/** `QUERY_USER_NOTIFICATION_STATE`: a full-screen program, one of Direct3D, and a presentation. */
const fullScreenStates: readonly number[] = [2, 3, 4];
/** The least right that tells the name of a program. */
const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
const PATH_LENGTH = 1024;

/** What is called of Windows. */
interface Calls {
  state(): number | null;
  frontProcess(): number;
  pathOf(pid: number): string | null;
}

/** The state of notifications and the window in front, as Windows tells them. */
export class WindowsWindow implements FrontWindowSource {
  readonly origin = 'Windows';
  #calls: Promise<Calls> | null = null;

  async front(): Promise<FrontWindow | null> {
    this.#calls ??= loadCalls();
    const calls = await this.#calls;
    const state = calls.state();
    if (state === null) return null;
    if (!fullScreenStates.includes(state)) return { fillsScreen: false, executable: null };
    const path = calls.pathOf(calls.frontProcess());
    return { fillsScreen: true, executable: path === null ? null : fileName(path) };
  }
}

/** Binds the functions. Here and not at the top: the library is loaded on Windows only. */
async function loadCalls(): Promise<Calls> {
  const { default: koffi } = await import('koffi');
  const [shell32, user32, kernel32] = ['shell32.dll', 'user32.dll', 'kernel32.dll'].map((file) => koffi.load(file));
  if (!shell32 || !user32 || !kernel32) throw new Error('a library of Windows is missing');
  const queryState = shell32.func('int32_t __stdcall SHQueryUserNotificationState(_Out_ int32_t *state)');
  const foreground = user32.func('void * __stdcall GetForegroundWindow()');
  const processOf = user32.func('uint32_t __stdcall GetWindowThreadProcessId(void *window, _Out_ uint32_t *pid)');
  const openProcess = kernel32.func('void * __stdcall OpenProcess(uint32_t access, int32_t inherit, uint32_t pid)');
  const closeHandle = kernel32.func('int32_t __stdcall CloseHandle(void *handle)');
  const imageName = kernel32.func(
    'int32_t __stdcall QueryFullProcessImageNameW(void *process, uint32_t flags, void *path, _Inout_ uint32_t *length)',
  );
  return {
    state() {
      const state = [0];
      return queryState(state) === 0 ? (state[0] ?? null) : null;
    },
    frontProcess() {
      const pid = [0];
      const window = foreground();
      if (!window) return 0;
      processOf(window, pid);
      return pid[0] ?? 0;
    },
    pathOf(pid) {
      const handle = pid === 0 ? null : openProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
      if (!handle) return null;
      try {
        const path = Buffer.alloc(PATH_LENGTH * 2);
        const length = [PATH_LENGTH];
        return imageName(handle, 0, path, length) === 0 ? null : path.toString('utf16le', 0, (length[0] ?? 0) * 2);
      } finally {
        closeHandle(handle);
      }
    },
  };
}
