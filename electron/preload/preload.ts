import { contextBridge, ipcRenderer } from 'electron';
import { callChannel, eventChannel } from '../ipc/channels.ts';
import { createApi } from '../ipc/create-api.ts';

// All that the window gets: the calls and events of the contract. No Node, no Electron, no channel of its choice.
contextBridge.exposeInMainWorld(
  'lloom',
  createApi({
    invoke: (name, input) => ipcRenderer.invoke(callChannel, name, input),
    listen(listener) {
      const onEvent = (_event: unknown, name: string, payload: unknown) => listener(name, payload);
      ipcRenderer.on(eventChannel, onEvent);
      return () => ipcRenderer.removeListener(eventChannel, onEvent);
    },
  }),
);
