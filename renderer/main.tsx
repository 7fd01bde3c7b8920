import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createCall } from './ipc/client.ts';
import { connectStore } from './ipc/subscribe.ts';
import { locationOf } from './location.ts';
import { createActions } from './store/actions.ts';
import { AppProvider } from './store/context.tsx';
import { createAppStore } from './store/create-store.ts';
import './styles/tokens.css';
import './styles/base.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const store = createAppStore({ location: locationOf(window.location.hash) });
const connection = connectStore(window.lloom, store);
const actions = createActions({ store, call: createCall(window.lloom), connection });
window.addEventListener('hashchange', () => actions.visit(locationOf(window.location.hash)));

createRoot(root).render(
  <StrictMode>
    <AppProvider store={store} actions={actions}>
      <App />
    </AppProvider>
  </StrictMode>,
);
