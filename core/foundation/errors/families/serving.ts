import type { ErrorRow } from '../row.ts';

const failure = (message: string, hint: string, options: Partial<ErrorRow> = {}): ErrorRow => ({
  message,
  hint,
  level: 'warn',
  peer: 'close',
  exitStatus: 69,
  retryable: true,
  ...options,
});

/** What can go wrong between an accepted request and its signed answer. */
export const servingErrors = {
  QUEUE_FULL: failure('The queue is full.', 'Wait, or raise max_queue_size in [request_handling].', { level: 'debug' }),
  QUEUE_TOO_SLOW: failure(
    'The request would wait longer than it may, as far as can be expected.',
    'Its client asks another executor; more concurrent requests or a faster model shorten the wait.',
    { level: 'debug' },
  ),
  QUEUE_WAIT_TIMEOUT: failure(
    'The request waited longer for its turn than timeout_ms in [priority] allows.',
    'More concurrent requests or a faster model shorten the wait; or raise timeout_ms.',
    { level: 'debug' },
  ),
  QUEUE_DEADLINE: failure(
    "The request would have waited past its client's deadline.",
    'More concurrent requests or a faster model shorten the wait.',
    { level: 'debug' },
  ),
  QUEUE_CANCELLED: failure('The operator cancelled the request.', 'Nothing is charged for it.', {
    level: 'info',
    retryable: false,
  }),
  QUEUE_OWNER: failure(
    'The owner needed the computer, so the request was handed back to the network.',
    'Its client asks another executor; nothing is charged. [presence] says when this happens, and drain_secs how fast.',
    { level: 'info' },
  ),
  QUEUE_CLIENT_GONE: failure('The client left before its answer was complete.', 'Nothing is charged for it.', {
    level: 'debug',
    retryable: false,
  }),
  QUEUE_PAUSED: failure(
    'The executor is paused and takes no requests.',
    'Resume it from the tray or with "lloom-executor resume".',
    { level: 'debug' },
  ),
  QUEUE_DRAINING: failure(
    'The executor finishes its running requests and takes no new ones.',
    'Resume it from the tray or with "lloom-executor resume".',
    { level: 'debug' },
  ),
  QUEUE_TIMEOUT: failure(
    'The request took longer than request_timeout_secs.',
    'Use a faster model, allow fewer tokens, or raise request_timeout_secs (the network gives up at 300).',
  ),
  STAGE_FAILED: failure(
    'A station of the request path failed.',
    'The log names it and what it threw; nothing is charged for the request.',
    { level: 'error' },
  ),
  STAGE_TIMEOUT: failure(
    'A station of the request path did not end in time.',
    'The log names it; a plugin, a cache or a disk that hangs is the usual reason. Nothing is charged for the request.',
  ),
  BACKEND_UNREACHABLE: failure(
    'The model program does not answer.',
    'Start it (LM Studio: Developer, Start server) and check base_url in [llm_client].',
  ),
  BACKEND_UNAUTHORIZED: failure(
    'The model program refuses the access key.',
    'Set api_key in [llm_client] to a key that it accepts.',
    { level: 'error', retryable: false },
  ),
  BACKEND_MODEL_NOT_FOUND: failure(
    'The model program does not know this model.',
    'Download or load it there; the list of models is refreshed by itself.',
  ),
  BACKEND_NO_MODELS: failure(
    'The model program runs, but has no model to serve.',
    'Download a language model there; embedding models do not count.',
    { peer: 'none' },
  ),
  BACKEND_NO_CONTROL: failure(
    'The model program loads and unloads its models by itself only.',
    'Load or unload the model there; LM Studio from 0.4 on, Ollama and llama-server as a router do it on command.',
    { peer: 'none', retryable: false },
  ),
  BACKEND_LIMIT_REACHED: failure(
    'The hosted service may not be asked for more now.',
    'It is asked again by itself, at the time that is named where one is; or raise that limit in [openai_limits].',
    { retryable: false },
  ),
  BACKEND_PRICE_UNKNOWN: failure(
    'What the model costs is not known, so max_cost_per_day_usd cannot be kept.',
    'Name its price in [openai_limits.prices], or take max_cost_per_day_usd out.',
    { retryable: false },
  ),
  BACKEND_REJECTED: failure(
    'The model program refused the request.',
    'Its own log says why; "lloom-executor test-backend" repeats a small request.',
    { retryable: false },
  ),
  BACKEND_FAILED: failure(
    'The model program failed while it answered.',
    'Its own log says why; it may be out of memory.',
  ),
  BACKEND_BUSY: failure(
    'The model program is loading a model or takes no more requests.',
    'Wait until the model is loaded; if this repeats, lower max_concurrent_requests in [request_handling].',
  ),
  BACKEND_TIMEOUT: failure(
    'The model program did not answer in time.',
    'Use a faster model, load it before serving, or raise timeout_secs in [llm_client].',
  ),
  BACKEND_STALLED: failure(
    'The model program stopped sending in the middle of an answer.',
    'It may be out of memory or busy with another task; restart it if this repeats.',
  ),
  BACKEND_BAD_RESPONSE: failure(
    'The model program sent something that is not an answer.',
    'Check that base_url in [llm_client] points at an OpenAI-compatible server.',
  ),
  BACKEND_RESPONSE_TOO_LARGE: failure(
    'The answer is larger than the network carries.',
    'Lower max_tokens_per_request in [request_handling]; answers over 9 MiB are not sent.',
    { retryable: false },
  ),
  BACKEND_ABORTED: failure('The generation was stopped.', 'Nothing is charged for it.', {
    level: 'debug',
    retryable: false,
  }),
  BENCHMARK_RUNNING: failure(
    'Another benchmark runs already.',
    'Wait until it is done: two at once would measure each other.',
    { peer: 'none', exitStatus: 75 },
  ),
  PRICING_INVALID_PRICE: failure(
    'The price is not one that the network can carry.',
    'Write ETH per model token as a decimal below 1, for example "0.0005".',
    { level: 'error', peer: 'none', exitStatus: 64, retryable: false },
  ),
  PRICING_ABOVE_CLIENT_OFFER: failure(
    "A price is above what today's network client offers, so it will be refused.",
    'Ask at most 0.0005 ETH per inbound and 0.001 ETH per outbound model token.',
    { peer: 'none' },
  ),
  SIGNING_FAILED: failure(
    'The answer could not be signed.',
    'Check the identity key with "lloom-executor identity show".',
    { level: 'error' },
  ),
} as const satisfies Record<string, ErrorRow>;
