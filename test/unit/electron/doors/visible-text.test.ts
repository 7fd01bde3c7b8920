import { describe, expect, it } from 'vitest';
import { visibleText } from '../../../../electron/doors/visible-text.ts';

describe('a text from an untrusted place', () => {
  it('stands in quotes that it cannot close', () => {
    expect(visibleText('http://127.0.0.1:1234/v1')).toBe('"http://127.0.0.1:1234/v1"');
    expect(visibleText('a" (the same) "b\\')).toBe('"a\\" (the same) \\"b\\\\"');
  });

  it.each([
    ['a line break', 'a\nNew: b', '"a\\u{a}New: b"'],
    ['a carriage return', 'a\rb', '"a\\u{d}b"'],
    ['an override of the direction', 'a\u202eb', '"a\\u{202e}b"'],
    ['an isolate', '\u2067x\u2069', '"\\u{2067}x\\u{2069}"'],
    ['a space of no width', 'a\u200bb', '"a\\u{200b}b"'],
    ['a space that does not look like one', 'a\u00a0b\u3000c', '"a\\u{a0}b\\u{3000}c"'],
    ['a letter that is not seen', 'a\u3164b\u2800c', '"a\\u{3164}b\\u{2800}c"'],
    ['signs put over others', 'a\u0336\u0336b', '"a\\u{336}\\u{336}b"'],
    ['a variation selector', 'a\ufe0fb', '"a\\u{fe0f}b"'],
    ['a line separator', 'a\u2028b\u2029c', '"a\\u{2028}b\\u{2029}c"'],
    ['a tag character', 'a\u{e0041}b', '"a\\u{e0041}b"'],
    ['half of a pair', 'a\ud800b', '"a\\u{d800}b"'],
    ['letters from right to left', '/home/א', '"/home/\\u{5d0}"'],
    ['the null character', 'a\0b', '"a\\u{0}b"'],
  ])('shows %s as its number', (_what, text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('leaves letters of any language in a path, but not in an address', () => {
    expect(visibleText('/home/jörg/模型')).toBe('"/home/jörg/模型"');
    expect(visibleText('http://exаmple.com')).toBe('"http://ex\\u{430}mple.com"');
    expect(visibleText('/dns4/exаmple.com/tcp/1')).toBe('"/dns4/ex\\u{430}mple.com/tcp/1"');
  });

  it('goes on in further lines, so that a desktop shows all of it', () => {
    expect(visibleText(`${'a'.repeat(60)}${'b'.repeat(30)}`)).toBe(`"${'a'.repeat(60)}"\n        "${'b'.repeat(30)}"`);
    for (const line of visibleText('\u202e'.repeat(200)).split('\n')) expect(line.length).toBeLessThan(72);
  });

  it('loses its middle when it is long, outside of the quotes and with the number', () => {
    const lines = visibleText(`${'a'.repeat(1000)}${'b'.repeat(1000)}`).split(/\n */);
    expect(lines.filter((line) => !line.startsWith('"'))).toEqual(['(1520 characters are not shown here)']);
    expect(
      lines
        .join('')
        .replaceAll('"', '')
        .replace(/\(.*\)/, ' '),
    ).toBe(`${'a'.repeat(320)} ${'b'.repeat(160)}`);
    expect(visibleText('a" (5 characters are not shown here) "b')).toContain('\\"');
  });

  it('stays short whatever it is made of', () => {
    for (const sign of ['\u{10fffd}', '"', '\u202e', 'é']) {
      const lines = visibleText(sign.repeat(70_000)).split('\n');
      expect(lines.length).toBeLessThan(13);
      for (const line of lines) expect(line.length).toBeLessThan(72);
    }
  });
});
