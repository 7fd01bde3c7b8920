import type { FloatBits } from '../schema/format.ts';

/** How releases of serde_json write floats: `current` (1.0.154) or `earlier`. */
export type FloatStyle = 'current' | 'earlier';

/** Where plain decimals end: below `from`, and from `to` on, the text has an exponent. */
const plainRange = {
  current: { 32: { from: 1e-6, to: 1e13 }, 64: { from: 1e-5, to: 1e16 } },
  earlier: { 32: { from: 1e-5, to: 1e13 }, 64: { from: 1e-5, to: 1e16 } },
} as const;

/** A float as the network writes it into JSON: the shortest decimal that reads back as the same float. */
export function floatText(value: number, bits: FloatBits, style: FloatStyle): string {
  if (!Number.isFinite(value)) return 'null';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const shortest = bits === 32 ? shortestForFloat32(Math.fround(value)) : value;
  const { from, to } = plainRange[style][bits];
  if (Math.abs(shortest) >= from && Math.abs(shortest) < to) return withPoint(String(shortest));
  const text = shortest.toExponential();
  return style === 'earlier' ? text.replace('e+', 'e') : text;
}

/** The double with the fewest decimal digits that rounds to this float. JavaScript has shortest texts for doubles only. */
function shortestForFloat32(value: number): number {
  for (let digitCount = 1; digitCount < 9; digitCount++) {
    const fitting = decimalsNextTo(value, digitCount).find((candidate) => Math.fround(candidate) === value);
    if (fitting !== undefined) return fitting;
  }
  return Number(value.toPrecision(9));
}

/**
 * Decimals of so many digits, the preferred one first: the nearest, or of two that are equally near the even one; then
 * the next one up, because above a power of two more decimals round to it than below.
 */
function decimalsNextTo(value: number, digitCount: number): number[] {
  const [mantissa = '', exponent = ''] = value.toExponential(digitCount - 1).split('e');
  const digits = Number(mantissa.replace('.', ''));
  const up = Math.sign(value);
  const nearest = digits % 2 !== 0 && isRoundedTie(value, digitCount) ? digits - up : digits;
  return [nearest, digits + up].map((integer) => Number(`${integer}e${Number(exponent) - digitCount + 1}`));
}

/** True when the float lies exactly between two decimals of so many digits; toExponential takes the upper one. */
function isRoundedTie(value: number, digitCount: number): boolean {
  const [mantissa = ''] = value.toExponential(60).split('e');
  return /^50*$/.test(mantissa.replace(/[-.]/g, '').slice(digitCount));
}

function withPoint(text: string): string {
  return text.includes('.') ? text : `${text}.0`;
}
