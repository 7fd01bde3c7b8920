import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Actions } from './actions.ts';
import type { AppState, AppStore } from './create-store.ts';

interface AppContext {
  readonly store: AppStore;
  readonly actions: Actions;
}

const Context = createContext<AppContext | null>(null);

/** Gives the store and its actions to everything below. */
export function AppProvider({ store, actions, children }: AppContext & { readonly children: ReactNode }) {
  return <Context.Provider value={{ store, actions }}>{children}</Context.Provider>;
}

function useContextValue(): AppContext {
  const value = useContext(Context);
  if (!value) throw new Error('AppProvider is missing above this component');
  return value;
}

/** What a selector picks; renders again only when that changes (compared shallowly). */
export function useApp<Value>(selector: (state: AppState) => Value): Value {
  return useStore(useContextValue().store, useShallow(selector));
}

/** What the window can do. */
export const useActions = (): Actions => useContextValue().actions;
