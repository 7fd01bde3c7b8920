import { apiRootOf, serverRootOf } from '../base-url.ts';
import { ChatClient } from '../chat/chat-client.ts';
import { createHttpLlmClient } from '../http/http-client.ts';
import { openServer } from '../http/open-server.ts';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { limitClient } from '../spending/index.ts';
import { createOpenAiDiscovery } from './discovery.ts';

/** Any server with an OpenAI-compatible API: hosted ones, vLLM, and the local ones. */
export const openai: BackendKind = {
  summary: 'OpenAI, or any server that speaks its API, such as vLLM.',
  create({ clock, logger, spending = null }, settings, limits = callLimits(settings.timeoutSecs)) {
    const { organization, maxRetries } = settings;
    const headers = organization === null ? {} : { 'openai-organization': organization };
    const server = openServer({ clock }, settings, { kind: 'openai', headers });
    const { name, http, authorization } = server;
    const apiRoot = apiRootOf(server.url);
    const root = serverRootOf(server.url);
    const discovery = createOpenAiDiscovery(
      { api: server.apiAt(apiRoot), server: server.apiAt(root) },
      { backend: name },
    );
    const { toBackendModel } = discovery;
    const chat = new ChatClient(
      { http, clock, logger },
      {
        backend: name,
        apiRoot,
        authorization,
        limits,
        maxRetries,
        toBackendModel,
        ...(spending === null ? {} : { beforeSend: () => spending.countRequest() }),
      },
    );
    const stranger = server.strangerAt(apiRoot);
    const modules = { clock, http, chat, discovery, control: null, stranger };
    const client = createHttpLlmClient(modules, { kind: 'openai', name });
    return spending === null ? client : limitClient(client, spending);
  },
};
