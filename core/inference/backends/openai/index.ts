import { apiRootOf, requireBaseUrl, serverRootOf } from '../base-url.ts';
import { ChatClient } from '../chat/chat-client.ts';
import { createBackendHttp } from '../http/backend-http.ts';
import { authorizationOf, createHttpLlmClient } from '../http/http-client.ts';
import { createJsonApi } from '../http/json-api.ts';
import type { BackendKind } from '../kind.ts';
import { callLimits } from '../limits.ts';
import { createOpenAiDiscovery } from './discovery.ts';

/** Any server with an OpenAI-compatible API: llama.cpp's llama-server, vLLM, Ollama, hosted ones. */
export const openai: BackendKind = {
  summary: 'Any OpenAI-compatible server, such as llama-server, vLLM or Ollama.',
  create({ clock, logger }, settings, limits = callLimits(settings.timeoutSecs)) {
    const name = settings.name ?? 'openai';
    const url = requireBaseUrl(settings.baseUrl);
    const apiRoot = apiRootOf(url);
    const authorization = authorizationOf(settings);
    const http = createBackendHttp();
    const api = createJsonApi({ http, clock }, { backend: name, root: apiRoot, authorization });
    const server = createJsonApi({ http, clock }, { backend: name, root: serverRootOf(url), authorization });
    const chat = new ChatClient(
      { http, clock, logger },
      { backend: name, apiRoot, authorization, limits, maxRetries: settings.maxRetries },
    );
    const discovery = createOpenAiDiscovery({ api, server }, { backend: name });
    return createHttpLlmClient(
      { clock, http, chat, discovery },
      { kind: 'openai', name, toBackendModel: discovery.toBackendModel },
    );
  },
};
