import { requireBaseUrl, serverRootOf } from '../base-url.ts';
import { ChatClient } from '../chat/chat-client.ts';
import { createBackendHttp } from '../http/backend-http.ts';
import { authorizationOf, createHttpLlmClient } from '../http/http-client.ts';
import { createJsonApi } from '../http/json-api.ts';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { createLmStudioDiscovery } from './discovery.ts';

/** LM Studio: models through its REST API, answers through its OpenAI-compatible one. */
export const lmstudio: BackendKind = {
  summary: 'LM Studio on this or another machine of yours.',
  create({ clock, logger }, settings, limits = callLimits(settings.timeoutSecs)) {
    const name = settings.name ?? 'lmstudio';
    const root = serverRootOf(requireBaseUrl(settings.baseUrl));
    const authorization = authorizationOf(settings);
    const http = createBackendHttp();
    const api = createJsonApi({ http, clock }, { backend: name, root, authorization });
    const chat = new ChatClient(
      { http, clock, logger },
      { backend: name, apiRoot: `${root}/v1`, authorization, limits, maxRetries: settings.maxRetries },
    );
    const discovery = createLmStudioDiscovery({ api }, { backend: name });
    return createHttpLlmClient(
      { clock, http, chat, discovery },
      { kind: 'lmstudio', name, toBackendModel: (id) => id },
    );
  },
};
