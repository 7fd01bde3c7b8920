import type { ConfigValue } from '../../core/control/schemas/config.ts';
import { toExecutorError } from '../../core/foundation/errors/index.ts';
import type { LinkKey, ThemeChoice } from '../../electron/ipc/shell-schemas.ts';
import type { PriceUnit } from '../format/amount.ts';
import { shortRequestId } from '../format/ids.ts';
import type { Call } from '../ipc/client.ts';
import type { Connection } from '../ipc/subscribe.ts';
import type { AppStore } from './create-store.ts';
import { createModelActions } from './model-actions.ts';
import { settingProblemOf } from './selectors/setting-problem.ts';
import type { Period, RowFilter } from './slices/earnings.ts';
import type { SettingProblem, SettingShow } from './slices/settings.ts';
import type { BusyAct } from './slices/shell.ts';

export interface ActionModules {
  readonly store: AppStore;
  readonly call: Call;
  readonly connection: Connection;
}

/** Messages that are kept on the screen at once. */
const maxMessages = 4;

/** Everything that the window can do. What changes in the executor comes back as an event, never from here. */
export function createActions({ store, call, connection }: ActionModules) {
  let nextMessage = 1;
  const tell = (title: string, text: string): void => {
    const message = { id: nextMessage++, title, text };
    store.setState((state) => ({ messages: [...state.messages, message].slice(-maxMessages) }));
  };
  const setBusy = (act: BusyAct, busy: boolean): void =>
    store.setState((state) => {
      const next = new Set(state.busy);
      if (busy) next.add(act);
      else next.delete(act);
      return { busy: next };
    });

  /** Runs one act at a time; a failure becomes a message. Resolves to whether it worked. */
  const attempt = async (
    act: BusyAct | null,
    what: string,
    run: () => Promise<unknown>,
    shownElsewhere?: RegExp,
  ): Promise<boolean> => {
    if (act !== null && store.getState().busy.has(act)) return false;
    if (act !== null) setBusy(act, true);
    try {
      await run();
      return true;
    } catch (error) {
      const { code, message, hint } = toExecutorError(error);
      if (!shownElsewhere?.test(code)) tell(what, `${message} ${hint}`);
      return false;
    } finally {
      if (act !== null) setBusy(act, false);
    }
  };

  /** For people who do not see the row change. */
  const said = (id: string, what: string) => () => store.setState({ spoken: `${shortRequestId(id)} ${what}.` });

  const tellSetting = (key: string, problem: SettingProblem | null): void =>
    store.setState(({ settingProblems: { [key]: _, ...others } }) => ({
      settingProblems: problem === null ? others : { ...others, [key]: problem },
    }));
  const setSaving = (key: string, saving: boolean): void =>
    store.setState(({ savingSettings }) => {
      const next = new Set(savingSettings);
      if (saving) next.add(key);
      else next.delete(key);
      return { savingSettings: next };
    });

  /** Sets one key; null takes it out of the file. What is wrong with the value stands beside its field. */
  const saveSetting = async (key: string, value: ConfigValue): Promise<boolean> => {
    if (store.getState().savingSettings.has(key)) return false;
    setSaving(key, true);
    tellSetting(key, null);
    try {
      await call('config.set', { values: [{ key, value }] });
      return true;
    } catch (error) {
      tellSetting(key, settingProblemOf(toExecutorError(error), key));
      return false;
    } finally {
      setSaving(key, false);
    }
  };

  return {
    pause: (mode: 'finish' | 'now') => attempt('pause', 'Not paused', () => call('executor.pause', { mode })),
    resume: () => attempt('resume', 'Not resumed', () => call('executor.resume', {})),
    cancelRequest: (id: string) => attempt(null, 'Not cancelled', () => call('queue.cancel', { id })),
    boostRequest: (id: string) =>
      attempt(null, 'Not boosted', () => call('queue.boost', { id }).then(said(id, 'goes next'))),
    holdRequest: (id: string) => attempt(null, 'Not held', () => call('queue.hold', { id }).then(said(id, 'is held'))),
    releaseRequest: (id: string) =>
      attempt(null, 'Not released', () => call('queue.release', { id }).then(said(id, 'goes on'))),
    /** That the model program does not answer stands on the screen already. */
    refreshModels: () =>
      attempt('refresh-models', 'Could not look for models', () => call('models.refresh', {}), /^BACKEND_/),
    ...createModelActions({ store, call, attempt, saveSetting }),
    savePrices: (inboundEth: string, outboundEth: string) =>
      attempt('save-prices', 'Prices not saved', () => call('pricing.set', { inboundEth, outboundEth })),
    startDemo: () => attempt('demo', 'Demo not started', () => call('demo.start', {})),
    stopDemo: () => attempt('demo', 'Demo not left', () => call('demo.stop', {})),
    retryStart: () => attempt('retry', 'Not started', () => call('shell.retry', {})),
    restartExecutor: () => attempt('restart', 'Not restarted', () => call('shell.restart', {})),
    reload: () => connection.reload(),

    saveSetting,
    /** The field is edited again: what was wrong with the value before is no news any more. */
    editSetting: (key: string) => tellSetting(key, null),
    tellSettingProblem: (key: string, text: string) => tellSetting(key, { kind: 'problem', text }),
    /** Shows one key among all, or all of them. */
    findSetting: (settingSearch: string) => store.setState({ settingSearch, settingShow: 'all' }),
    searchSettings: (settingSearch: string) => store.setState({ settingSearch }),
    showSettings: (settingShow: SettingShow) => store.setState({ settingShow }),
    openConfig: () => attempt(null, 'File not opened', () => call('config.open', {})),

    choosePeriod: (period: Period) => connection.ledger.choosePeriod(period),
    chooseRows: (filter: RowFilter) => connection.ledger.chooseRows(filter),
    loadMoreRows: () => connection.ledger.loadMore(),
    watchRows: (watched: boolean) => connection.ledger.watchRows(watched),
    findRow: connection.ledger.findRow,
    choosePriceUnit: (priceUnit: PriceUnit) => store.setState({ priceUnit }),

    minimizeWindow: () => attempt(null, 'Not minimized', () => call('window.minimize', {})),
    maximizeWindow: () => attempt(null, 'Not maximized', () => call('window.maximize', {})),
    closeWindow: () => attempt(null, 'Not closed', () => call('window.close', {})),
    chooseTheme: (theme: ThemeChoice) => attempt(null, 'Colours not saved', () => call('theme.set', { theme })),
    openLink: (key: LinkKey) => attempt(null, 'Page not opened', () => call('links.open', { key })),
    copy: (text: string) => attempt(null, 'Not copied', () => call('clipboard.copy', { text })),
    openPauseMenu: (pauseMenuOpen: boolean) => store.setState({ pauseMenuOpen }),
    visit: (location: string) => store.setState({ location }),
    dismiss: (id: number) =>
      store.setState((state) => ({ messages: state.messages.filter((message) => message.id !== id) })),
  };
}

export type Actions = ReturnType<typeof createActions>;
