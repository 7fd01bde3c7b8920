import { serverRootOf } from '../base-url.ts';
import { ChatClient } from '../chat/chat-client.ts';
import { createHttpLlmClient } from '../http/http-client.ts';
import { openServer } from '../http/open-server.ts';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { createLlamaCppControl } from './control.ts';
import { createLlamaCppDiscovery } from './discovery.ts';
import { createEitherClient } from './either.ts';

/** llama.cpp's llama-server, with one model or as a router of several. */
export const llamaCpp: BackendKind = {
  summary: "llama.cpp's llama-server on this or another machine of yours.",
  create({ clock, logger }, settings, limits = callLimits(settings.timeoutSecs)) {
    const clients = [settings.baseUrl, ...settings.otherBaseUrls].map((baseUrl) => {
      const server = openServer({ clock }, { ...settings, baseUrl }, { kind: 'llama-cpp' });
      const { name, http, authorization } = server;
      const root = serverRootOf(server.url);
      const api = server.apiAt(root);
      const discovery = createLlamaCppDiscovery({ api }, { backend: name });
      const control = createLlamaCppControl(
        { api, clock },
        { backend: name, toBackendModel: discovery.toBackendModel },
      );
      const chat = new ChatClient(
        { http, clock, logger },
        {
          backend: name,
          apiRoot: `${root}/v1`,
          authorization,
          limits,
          maxRetries: settings.maxRetries,
          toBackendModel: discovery.toBackendModel,
        },
      );
      const stranger = server.strangerAt(root);
      return createHttpLlmClient({ clock, http, chat, discovery, control, stranger }, { kind: 'llama-cpp', name });
    });
    return createEitherClient(clients);
  },
};
