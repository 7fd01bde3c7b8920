import type { Completion } from '../../core/inference/backends/index.ts';
import type { SignedLlmRequest } from '../../core/protocol/index.ts';
import type { HookedRequest } from '../../core/request/index.ts';

/** A request as the pipeline hands it to the hooks. */
export function buildHookedRequest(change: Partial<HookedRequest> = {}, prompt = 'Hi'): HookedRequest {
  const request: SignedLlmRequest = {
    payload: {
      model: 'm',
      prompt,
      system_prompt: 'Be brief.',
      temperature: 0.5,
      max_tokens: 10,
      executor_address: 'us',
      inbound_price: '3',
      outbound_price: '7',
      nonce: 1n,
      deadline: 1_700_000_300n,
    },
    signer: '0xabcdefabcdefabcdefabcdefabcdefabcdefabcd',
    signature: new Uint8Array(65).fill(7),
    timestamp: 1_700_000_000n,
    nonce: null,
  };
  return {
    id: 'r1',
    request,
    peerId: 'peer',
    remoteAddress: '/ip4/127.0.0.1/tcp/1',
    receivedAtMs: 1_700_000_000_000,
    signal: new AbortController().signal,
    ...change,
  };
}

/** What a backend gave. */
export function buildCompletion(change: Partial<Completion> = {}): Completion {
  return {
    content: 'Hello.',
    inboundTokens: 10,
    outboundTokens: 20,
    countedBy: 'backend',
    finishReason: 'stop',
    timeToFirstTokenMs: 5,
    durationMs: 50,
    ...change,
  };
}
