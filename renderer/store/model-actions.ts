import { toExecutorError } from '../../core/foundation/errors/index.ts';
import type { Call } from '../ipc/client.ts';
import type { AppStore } from './create-store.ts';
import { failed, known } from './loadable.ts';
import type { BusyAct } from './slices/shell.ts';

interface ModelActionModules {
  readonly store: AppStore;
  readonly call: Call;
  /** Runs one act at a time; a failure becomes a message. */
  readonly attempt: (act: BusyAct | null, what: string, run: () => Promise<unknown>) => Promise<boolean>;
  /** Sets one key of the configuration; what is wrong with it stands beside its name. */
  readonly saveSetting: (key: string, value: string | null) => Promise<boolean>;
}

/** What the window can do with models, model programs and the owner's presence. */
export function createModelActions({ store, call, attempt, saveSetting }: ModelActionModules) {
  /** Why it failed stands with the models, because the row alone cannot say it. */
  const change = async (name: 'models.load' | 'models.unload', id: string, what: string): Promise<void> => {
    await attempt(`model ${id}`, what, async () => {
      store.setState({ modelProblem: null });
      try {
        await call(name, { id });
      } catch (error) {
        const { message, hint } = toExecutorError(error);
        store.setState({ modelProblem: { id, title: `${what}: ${id}.`, text: `${message} ${hint}` } });
      }
    });
  };
  const serve = (id: string, on: boolean) =>
    attempt(`serve ${id}`, on ? 'Not served' : 'Still served', () =>
      call(on ? 'models.enable' : 'models.disable', { id }),
    );

  /** Calls that the person ended are no failures. */
  let ended = { doctor: false, benchmark: false };
  const testPrograms = () =>
    attempt('doctor', 'Not tested', async () => {
      ended = { ...ended, doctor: false };
      try {
        const reports = await call('backend.doctor', {});
        store.setState({ doctor: known(reports, Date.now()) });
      } catch (error) {
        if (ended.doctor) return;
        store.setState(({ doctor }) => ({ doctor: failed(doctor, toExecutorError(error).toObject()) }));
      }
    });
  const measure = (id: string) =>
    attempt('benchmark', 'Not measured', async () => {
      ended = { ...ended, benchmark: false };
      try {
        const result = await call('benchmark.run', { id });
        store.setState(({ benchmarks }) => {
          const others = (benchmarks.value ?? []).filter(({ model }) => model !== result.model);
          return { benchmarks: known([...others, result], Date.now()) };
        });
      } catch (error) {
        if (!ended.benchmark) throw error;
      }
    });

  /** Lets another program run the models: the door is asked about first, then the executor begins anew with it. */
  const beginWith = async (kind: string): Promise<boolean> => {
    const setting = (key: string) => store.getState().config.value?.keys.find((each) => each.key === key);
    if (setting('llm_client.base_url')?.source === 'file' && !(await saveSetting('llm_client.base_url', null)))
      return false;
    if (setting('llm_client.backend')?.value !== kind && !(await saveSetting('llm_client.backend', kind))) return false;
    const { needsRestart } = await call('config.get', {});
    if (needsRestart.some((key) => key.startsWith('llm_client.'))) await call('shell.restart', {});
    return true;
  };

  return {
    loadModel: (id: string) => change('models.load', id, 'Not loaded'),
    unloadModel: (id: string) => change('models.unload', id, 'Not unloaded'),
    serveModel: serve,
    forgetModelProblem: () => store.setState({ modelProblem: null }),
    pullModel: (id: string) => attempt(`pull ${id}`, 'Not downloaded', () => call('models.pull', { id })),
    cancelPull: (id: string) => attempt(`pull ${id}`, 'Not stopped', () => call('models.cancelPull', { id })),
    chooseProgram: (kind: string) => attempt('use-program', 'Not used', () => beginWith(kind)),
    /** The one way forward where nothing runs models yet. */
    startBuiltin: (model: string | null) =>
      attempt('use-program', 'Not started', async () => {
        const inUse = store.getState().status.value?.backends.some(({ kind }) => kind === 'builtin') ?? false;
        if ((inUse || (await beginWith('builtin'))) && model !== null) await call('models.pull', { id: model });
      }),
    testPrograms,
    stopTest: () => {
      ended = { ...ended, doctor: true };
      return attempt(null, 'Not stopped', () => call('calls.abort', { name: 'backend.doctor' }));
    },
    openDoctor: (doctorOpen: boolean) => {
      store.setState({ doctorOpen });
      if (doctorOpen) void testPrograms();
    },
    measure,
    stopMeasuring: () => {
      ended = { ...ended, benchmark: true };
      return attempt(null, 'Not stopped', () => call('calls.abort', { name: 'benchmark.run' }));
    },
    overridePresence: (mode: 'serve' | 'follow') =>
      attempt('presence', mode === 'serve' ? 'Not served' : 'Not changed', () => call('presence.override', { mode })),
  };
}
