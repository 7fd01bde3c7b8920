import type { FloatBits } from '../schema/format.ts';

/** How a release of serde_json writes floats: `current` (zmij) or `earlier` (ryu). */
export type FloatStyle = 'current' | 'earlier';

/** Where plain decimals end: below `from` and from `to` on, the number has an exponent. */
const plainRange = {
  current: { 32: { from: 1e-6, to: 1e13 }, 64: { from: 1e-5, to: 1e16 } },
  earlier: { 32: { from: 1e-5, to: 1e13 }, 64: { from: 1e-5, to: 1e16 } },
} as const;

/** A float as the network writes it into JSON: the shortest decimal that reads back as the same float. */
export function floatText(value: number, bits: FloatBits, style: FloatStyle): string {
  if (!Number.isFinite(value)) return 'null';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const shortest = bits === 32 ? shortestDouble(Math.fround(value)) : value;
  const { from, to } = plainRange[style][bits];
  if (Math.abs(shortest) >= from && Math.abs(shortest) < to) return plainText(shortest);
  const text = shortest.toExponential();
  return style === 'earlier' ? text.replace('e+', 'e') : text;
}

/** The double with the fewest digits that is this float when rounded to 32 bits. */
function shortestDouble(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

function plainText(value: number): string {
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}
