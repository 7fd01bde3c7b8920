import { describe, expect, test } from 'vitest';
import { CborReader } from '../../../../core/protocol/cbor/reader.ts';
import { CborWriter } from '../../../../core/protocol/cbor/writer.ts';
import { bytesToHex, hexToBytes, type LlmRequest, payloadText, payloadTexts } from '../../../../core/protocol/index.ts';
import { floatText } from '../../../../core/protocol/json/float-text.ts';
import { readVectors } from '../../../utils/vectors.ts';

interface NumberVectors {
  readonly float32: readonly { readonly bits: string; readonly cbor: string; readonly json: string }[];
  readonly float64: readonly { readonly bits: string; readonly json: string }[];
}

const { float32, float64 } = readVectors<NumberVectors>('numbers.json');

const request: LlmRequest = {
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
};

describe('floats', () => {
  test('every float32 is read from CBOR, written to the same CBOR, and has the text of the network', () => {
    expect(float32.length).toBeGreaterThan(200);
    for (const { bits, cbor, json } of float32) {
      const value = new CborReader(hexToBytes(cbor)).float(32);
      const writer = new CborWriter();
      writer.float(value, 32);
      expect(bytesToHex(writer.finish()), bits).toBe(cbor);
      expect(floatText(value, 32, 'current'), bits).toBe(json);
      expect(payloadText('LlmRequest', { ...request, temperature: value }), bits).toContain(`"temperature":${json},`);
    }
  });

  test('every float64 is read from CBOR, written to the same CBOR, and has the text of the network', () => {
    expect(float64.length).toBeGreaterThan(100);
    for (const { bits, json } of float64) {
      const value = new CborReader(hexToBytes(`fb${bits}`)).float(64);
      const writer = new CborWriter();
      writer.float(value, 64);
      expect(bytesToHex(writer.finish()), bits).toBe(`fb${bits}`);
      expect(floatText(value, 64, 'current'), bits).toBe(json);
    }
  });

  // Between two decimals of the fewest digits, and just above a power of two.
  test.each([
    ['39800000', '0.00024414062'],
    ['49800002', '1048576.2'],
    ['ca5529dd', '-3492471.2'],
    ['0f800000', '1.2621775e-29'],
    ['6b000000', '1.5474251e+26'],
  ])('float32 %s has the text %s', (bits, text) => {
    expect(floatText(new CborReader(hexToBytes(`fa${bits}`)).float(32), 32, 'current')).toBe(text);
  });

  test('a temperature that is not a float32 is signed as the float32 that goes over the wire', () => {
    expect(payloadText('LlmRequest', { ...request, temperature: 0.1234567890123 })).toContain('0.12345679,');
  });

  test.each([
    [1e-6, '0.000001', '1e-6'],
    [5.0036047e-6, '0.0000050036047', '5.0036047e-6'],
    [1e13, '1e+13', '1e13'],
  ])('%d has two texts that may have been signed', (temperature, current, earlier) => {
    expect(payloadTexts('LlmRequest', { ...request, temperature })).toEqual(
      [current, earlier].map((text) => expect.stringContaining(`"temperature":${text},`)),
    );
  });

  test.each([0, -0, 0.7, 1, 2, 1e-5, 1e12, Number.NaN])('%d has one text', (temperature) => {
    expect(payloadTexts('LlmRequest', { ...request, temperature })).toHaveLength(1);
  });
});
