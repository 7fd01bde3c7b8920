// Writes one line of figures to the executor's log for each request that ends, and never a word of it.

export const name = 'request-logger';

/** Requests that were seen since this process started. */
let requests = 0;

export function onRequest(context, request) {
  requests += 1;
  context.log({ requests, promptCharacters: request.payload.prompt.length });
}

export function onResponse(context, response) {
  const { inboundTokens, outboundTokens, durationMs, source } = response;
  context.log({ inboundTokens, outboundTokens, durationMs, cached: source !== 'backend' });
}

export function onVoid(context) {
  context.log({ answered: false, afterMs: Date.now() - context.receivedAtMs });
}
