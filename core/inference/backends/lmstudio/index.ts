import { serverRootOf } from '../base-url.ts';
import { ChatClient } from '../chat/chat-client.ts';
import { createHttpLlmClient } from '../http/http-client.ts';
import { openServer } from '../http/open-server.ts';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { createLmStudioControl } from './control.ts';
import { createLmStudioDiscovery } from './discovery.ts';

/** LM Studio: models through its REST API, answers through its OpenAI-compatible one. */
export const lmstudio: BackendKind = {
  summary: 'LM Studio on this or another machine of yours.',
  create({ clock, logger }, settings, limits = callLimits(settings.timeoutSecs)) {
    const server = openServer({ clock }, settings, { kind: 'lmstudio' });
    const { name, http, authorization } = server;
    const root = serverRootOf(server.url);
    const api = server.apiAt(root);
    const discovery = createLmStudioDiscovery({ api }, { backend: name });
    const control = createLmStudioControl({ api }, { backend: name });
    const chat = new ChatClient(
      { http, clock, logger },
      { backend: name, apiRoot: `${root}/v1`, authorization, limits, maxRetries: settings.maxRetries },
    );
    const stranger = server.strangerAt(root);
    return createHttpLlmClient({ clock, http, chat, discovery, control, stranger }, { kind: 'lmstudio', name });
  },
};
