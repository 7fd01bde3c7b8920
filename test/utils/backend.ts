import { systemClock } from '../../core/foundation/clock.ts';
import { silentLogger } from '../../core/foundation/logger.ts';
import {
  type BackendKindName,
  type CallLimits,
  type CompletionRequest,
  createLlmClient,
  defaultClientSettings,
  type LlmClient,
  type LlmClientSettings,
} from '../../core/inference/backends/index.ts';

/** Settings for a backend at this URL, without retries unless told. */
export function backendSettings(
  backend: BackendKindName,
  baseUrl: string,
  more: Partial<LlmClientSettings> = {},
): LlmClientSettings {
  return { ...defaultClientSettings, backend, baseUrl, maxRetries: 0, ...more };
}

/** A client with the real clock and no log. */
export function openBackend(
  settings: LlmClientSettings,
  {
    clock = systemClock,
    logger = silentLogger,
    limits,
  }: { clock?: typeof systemClock; logger?: typeof silentLogger; limits?: CallLimits } = {},
): LlmClient {
  return createLlmClient(settings, { clock, logger }, limits);
}

/** A request with good defaults. */
export function buildCompletionRequest(more: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    model: 'qwen3-4b',
    prompt: 'Name three colours.',
    systemPrompt: null,
    temperature: null,
    maxOutboundTokens: 100,
    ...more,
  };
}

/** A signal that is never aborted. */
export const going = (): AbortSignal => new AbortController().signal;
