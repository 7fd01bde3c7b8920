import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatPlural, formatSpeed } from '../../../../renderer/format/counts.ts';
import { shortAddress, shortModel, shortPeerId } from '../../../../renderer/format/ids.ts';

describe('counts', () => {
  it('groups thousands and picks the right noun', () => {
    expect(formatCount(1431)).toBe('1,431');
    expect(formatPlural(1, 'answer')).toBe('1 answer');
    expect(formatPlural(0, 'answer')).toBe('0 answers');
    expect(formatPlural(2, 'reply', 'replies')).toBe('2 replies');
  });

  it('gives speeds three digits', () => {
    expect(formatSpeed(91.84)).toBe('91.8');
    expect(formatSpeed(168.2)).toBe('168');
    expect(formatSpeed(1234.5)).toBe('1,235');
    expect(formatSpeed(0)).toBe('0');
  });

  it('gives bytes in decimal units', () => {
    expect(formatBytes(512)).toBe('512 B');
    expect(formatBytes(999_960)).toBe('1.0 MB');
    expect(formatBytes(11_200_000_000)).toBe('11.2 GB');
  });
});

describe('ids', () => {
  it('shortens peers and addresses in the middle', () => {
    expect(shortPeerId('16Uiu2HAmPLe7Mzm8TsYUubgCAW1aJoeFScxrLj8ppHFivPo97HQqgg')).toBe('16Uiu2HAm…HQqgg');
    expect(shortAddress('0x70997970C51812dc3A010C7d01b50e0d17dc79C8')).toBe('0x70997970…dc79C8');
    expect(shortPeerId('16Uiu2')).toBe('16Uiu2');
  });

  it('names models without their publisher', () => {
    expect(shortModel('lmstudio-community/qwen2.5-7b-instruct')).toBe('qwen2.5-7b-instruct');
    expect(shortModel('m'.repeat(40))).toHaveLength(28);
  });
});
