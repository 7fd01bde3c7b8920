import { serverRootOf } from '../base-url.ts';
import { backendError } from '../errors.ts';
import { createHttpLlmClient } from '../http/http-client.ts';
import { openServer } from '../http/open-server.ts';
import type { ModelControl } from '../interface.ts';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { createOllamaApi } from './api.ts';
import { createOllamaChat } from './chat.ts';
import type { WantedContexts } from './contexts.ts';
import { createOllamaDiscovery } from './discovery.ts';

/**
 * How long a model that was loaded on command stays after its last request. Longer than Ollama's five minutes, and
 * not for ever, so that it goes even when nobody is left to unload it.
 */
const LOADED_KEEP_ALIVE = '60m';

/** Ollama through its own API. */
export const ollama: BackendKind = {
  summary: 'Ollama on this or another machine of yours.',
  create({ clock, logger }, settings, limits = callLimits(settings.timeoutSecs)) {
    const server = openServer({ clock }, settings, { kind: 'ollama' });
    const { name: backend, http } = server;
    const root = serverRootOf(server.url);
    const api = server.apiAt(root);
    const calls = createOllamaApi({ api }, { backend });
    /** What was loaded on command, and with which context. */
    const wanted: WantedContexts = new Map();
    const loaded = new Set<string>();
    const discovery = createOllamaDiscovery({ ollama: calls, api }, { backend, wanted });
    const chat = createOllamaChat(
      { clock, logger, server },
      {
        backend,
        root,
        limits,
        maxRetries: settings.maxRetries,
        contextLengthOf: discovery.contextLengthOf,
        keepAliveOf: (model) => (loaded.has(model) ? LOADED_KEEP_ALIVE : null),
      },
    );
    const isLoaded = async (model: string, signal: AbortSignal) => {
      const known = (await discovery.listModels(signal)).find(({ id }) => id === model);
      if (known === undefined) throw backendError('BACKEND_MODEL_NOT_FOUND', backend);
      return known.state === 'loaded';
    };
    const control: ModelControl = {
      async load(model, { signal, contextLength }) {
        if (await isLoaded(model, signal)) return;
        if (contextLength !== null) {
          wanted.set(model, contextLength);
          await discovery.listModels(signal);
        }
        // Not simply the one asked for: it is bounded by what the model can hold.
        const bounded = await discovery.contextLengthOf(model, signal);
        await calls.load(model, { contextLength: bounded, keepAlive: LOADED_KEEP_ALIVE, signal });
        loaded.add(model);
      },
      async unload(model, { signal }) {
        loaded.delete(model);
        if (await isLoaded(model, signal)) await calls.unload(model, signal);
      },
    };
    const stranger = server.strangerAt(root);
    return createHttpLlmClient({ clock, http, chat, discovery, control, stranger }, { kind: 'ollama', name: backend });
  },
};
