import { describe, expect, it } from 'vitest';
import type { Address, LlmRequest, SignedLlmRequest } from '../../../../../core/protocol/index.ts';
import {
  ClientLists,
  requireSignedRequest,
  type ValidationContext,
  validateRequest,
} from '../../../../../core/request/validation/index.ts';
import { rules } from '../../../../../core/request/validation/rules/index.ts';

const nowSec = 1_800_000_000;
const self = { peerId: '16Uiu2HAmMUjGmiUhJeiZgu6ZZnLRkE2VViR2JgjqtW9aTZnHQqgg', address: `0x${'ab'.repeat(20)}` };

interface Change {
  readonly payload?: Partial<LlmRequest>;
  readonly timestamp?: number;
  readonly sizeBytes?: number;
  readonly signer?: Address;
  readonly peerId?: string;
}

function candidate({ payload = {}, timestamp = nowSec, sizeBytes = 400, ...from }: Change = {}) {
  const request: SignedLlmRequest = {
    payload: {
      model: 'm',
      prompt: 'p',
      system_prompt: null,
      temperature: null,
      max_tokens: null,
      executor_address: self.peerId,
      inbound_price: '500',
      outbound_price: '1000',
      nonce: 1n,
      deadline: BigInt(nowSec + 300),
      ...payload,
    },
    signer: from.signer ?? `0x${'CD'.repeat(20)}`,
    signature: new Uint8Array(65),
    timestamp: BigInt(timestamp),
    nonce: null,
  };
  return { request, sizeBytes, peerId: from.peerId ?? 'peer' };
}

const context: ValidationContext = {
  nowSec,
  self,
  limits: { maxRequestSizeBytes: 1000, maxTokensPerRequest: 200 },
  clients: new ClientLists({ allow: [], block: [`0x${'ee'.repeat(20)}`, 'blocked peer'] }),
  isServed: (model) => model === 'm',
  resolve: (model: string) => model,
  quote: () => ({ inboundPriceWei: 500n, outboundPriceWei: 1000n }),
  verifySignature: () => ({ ok: true, hash: 'ff'.repeat(32) }),
};

const deadline = (leftSec: number) => ({ payload: { deadline: BigInt(nowSec + leftSec) } });

const refused: readonly (readonly [string, string, Change])[] = [
  ['VALIDATION_LIMIT_EXCEEDED', 'a message above the size limit', { sizeBytes: 1001 }],
  ['VALIDATION_LIMIT_EXCEEDED', 'more model tokens than allowed', { payload: { max_tokens: 201 } }],
  ['VALIDATION_LIMIT_EXCEEDED', 'no model tokens at all', { payload: { max_tokens: 0 } }],
  ['VALIDATION_LIMIT_EXCEEDED', 'a temperature below 0', { payload: { temperature: -1 } }],
  ['VALIDATION_LIMIT_EXCEEDED', 'a temperature that is no number', { payload: { temperature: Number.NaN } }],
  ['VALIDATION_WRONG_ADDRESSEE', 'another peer id', { payload: { executor_address: '16Uiu2HAkother' } }],
  ['VALIDATION_WRONG_ADDRESSEE', 'another address', { payload: { executor_address: `0x${'00'.repeat(20)}` } }],
  ['VALIDATION_STALE', 'an envelope of 301 s ago', { timestamp: nowSec - 301 }],
  ['VALIDATION_STALE', 'an envelope of 301 s ahead', { timestamp: nowSec + 301 }],
  ['VALIDATION_DEADLINE_PASSED', 'a deadline 31 s ago', deadline(-31)],
  ['VALIDATION_DEADLINE_PASSED', 'a deadline more than a day ahead', deadline(86_401)],
  ['VALIDATION_CLIENT_REFUSED', 'a signer that is blocked, in any case', { signer: `0x${'eE'.repeat(20)}` }],
  ['VALIDATION_CLIENT_REFUSED', 'a peer that is blocked', { peerId: 'blocked peer' }],
  ['VALIDATION_MODEL_NOT_SERVED', 'a model we do not serve', { payload: { model: 'M' } }],
  ['VALIDATION_PRICE_TOO_LOW', 'one wei too little inbound', { payload: { inbound_price: '499' } }],
  ['VALIDATION_PRICE_TOO_LOW', 'one wei too little outbound', { payload: { outbound_price: '999' } }],
  ['VALIDATION_PRICE_TOO_LOW', 'a negative offer', { payload: { inbound_price: '-500' } }],
  ['VALIDATION_PRICE_TOO_LOW', 'an offer in hexadecimal', { payload: { inbound_price: '0xfff' } }],
  ['VALIDATION_PRICE_TOO_LOW', 'an offer of endless digits', { payload: { inbound_price: '9'.repeat(1000) } }],
];

const accepted: readonly (readonly [string, Change])[] = [
  ['our EVM address in any case', { payload: { executor_address: self.address.toUpperCase().replace('0X', '0x') } }],
  ['an envelope of exactly 300 s ago', { timestamp: nowSec - 300 }],
  ['an envelope of exactly 300 s ahead', { timestamp: nowSec + 300 }],
  ['a deadline 30 s ago', deadline(-30)],
  ['a deadline a day ahead', deadline(86_400)],
  ['a message of exactly the size limit', { sizeBytes: 1000 }],
  ['exactly the allowed model tokens', { payload: { max_tokens: 200 } }],
  ['a far higher offer', { payload: { inbound_price: '9'.repeat(78), outbound_price: '9'.repeat(78) } }],
];

describe('validateRequest', () => {
  it.each(refused)('refuses with %s %s', (code, _what, change) => {
    expect(() => validateRequest(candidate(change), context)).toThrow(expect.objectContaining({ code }));
  });

  it.each(accepted)('accepts %s', (_what, change) => {
    expect(validateRequest(candidate(change), context).quote.inboundPriceWei).toBe(500n);
  });

  it('refuses a signature that does not fit', () => {
    const doubtful = { ...context, verifySignature: () => ({ ok: false }) as const };
    expect(() => validateRequest(candidate(), doubtful)).toThrow(
      expect.objectContaining({ code: 'VALIDATION_BAD_SIGNATURE' }),
    );
  });

  it('fixes price, signer in lower case, replay hash, and our limit where the client gave none', () => {
    expect(validateRequest(candidate(), context)).toMatchObject({
      clientAddress: `0x${'cd'.repeat(20)}`,
      payloadHash: 'ff'.repeat(32),
      maxOutboundTokens: 200,
      quote: { inboundPriceWei: 500n, outboundPriceWei: 1000n },
    });
    expect(validateRequest(candidate({ payload: { max_tokens: 7 } }), context).maxOutboundTokens).toBe(7);
  });

  it('holds a refused request against every code that a rule may use', () => {
    const shown = new Set(refused.map(([code]) => code));
    expect(rules.flatMap((rule) => rule.codes).filter((code) => !shown.has(code))).toEqual([]);
  });
});

describe('requireSignedRequest', () => {
  it('passes a signed request, and refuses a bare one and other messages by code', () => {
    const { request } = candidate();
    expect(requireSignedRequest({ variant: 'SignedLlmRequest', value: request })).toBe(request);
    expect(() => requireSignedRequest({ variant: 'LlmRequest', value: request.payload })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_UNSIGNED' }),
    );
    const query = { ...request, payload: {} } as never;
    expect(() => requireSignedRequest({ variant: 'ModelQuery', value: query })).toThrow(
      expect.objectContaining({ code: 'PROTOCOL_UNEXPECTED_MESSAGE' }),
    );
  });
});
