import { Tokenizer } from 'cborg';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isExecutorError } from '../../../../core/foundation/errors/index.ts';
import {
  bytesToHex,
  decodeAnnouncement,
  decodeRequestMessage,
  decodeResponseMessage,
  encodeRequestMessage,
  hexToBytes,
  MAX_ITEMS,
  MAX_NESTING,
  MAX_REQUEST_BYTES,
  MAX_RESPONSE_BYTES,
} from '../../../../core/protocol/index.ts';
import { hostileMessages } from '../../../utils/hostile-messages.ts';

afterEach(() => vi.restoreAllMocks());

/** The code of what is thrown; null when nothing is. */
function outcome(read: () => unknown): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return isExecutorError(error) ? error.code : String(error);
  }
}

describe('a hostile message ends early', () => {
  test.each(hostileMessages())('$name', ({ name, kind, bytes, code }) => {
    // Every item goes through the tokenizer, so its calls are the work.
    const next = vi.spyOn(Tokenizer.prototype, 'next');
    const decode = kind === 'request' ? decodeRequestMessage : decodeAnnouncement;
    expect(
      outcome(() => decode(bytes)),
      name,
    ).toBe(code);
    expect(next.mock.calls.length, name).toBeLessThanOrEqual(MAX_ITEMS);
  });

  test('too many bytes are not looked at', () => {
    const next = vi.spyOn(Tokenizer.prototype, 'next');
    expect(outcome(() => decodeRequestMessage(new Uint8Array(MAX_REQUEST_BYTES + 1)))).toBe('PROTOCOL_TOO_LARGE');
    expect(outcome(() => decodeResponseMessage(new Uint8Array(MAX_RESPONSE_BYTES + 1)))).toBe('PROTOCOL_TOO_LARGE');
    expect(next).not.toHaveBeenCalled();
  });
});

describe('an unknown key may hold', () => {
  const plain = bytesToHex(
    encodeRequestMessage({
      variant: 'LlmRequest',
      value: {
        model: 'm',
        prompt: 'p',
        system_prompt: null,
        temperature: null,
        max_tokens: null,
        executor_address: 'e',
        inbound_price: '1',
        outbound_price: '1',
        nonce: 1n,
        deadline: 1n,
      },
    }),
  );
  const decodeWith = (value: string) => {
    const hex = plain.replace('aa656d6f64656c', `ab6178${value}656d6f64656c`);
    return outcome(() => decodeRequestMessage(hexToBytes(hex)));
  };

  test('32 levels with the payload itself, and not one more', () => {
    expect(decodeWith(`${'81'.repeat(MAX_NESTING - 1)}f6`)).toBe(null);
    expect(decodeWith(`${'81'.repeat(MAX_NESTING)}f6`)).toBe('PROTOCOL_TOO_DEEP');
    expect(decodeWith(`${'c1'.repeat(MAX_NESTING - 1)}f6`)).toBe(null);
    expect(decodeWith(`${'c1'.repeat(MAX_NESTING)}f6`)).toBe('PROTOCOL_TOO_DEEP');
  });

  test('what brings the message to 10,000 items, and not one more', () => {
    const listOf = (count: number) => `99${count.toString(16).padStart(4, '0')}${'f6'.repeat(count)}`;
    const next = vi.spyOn(Tokenizer.prototype, 'next');
    expect(decodeWith(listOf(0))).toBe(null);
    const left = MAX_ITEMS - next.mock.calls.length;
    expect(decodeWith(listOf(left))).toBe(null);
    expect(decodeWith(listOf(left + 1))).toBe('PROTOCOL_TOO_DEEP');
  });
});
