/** A number of things: `1 model`, `3 models`. */
export const count = (number: number, one: string): string =>
  `${number.toLocaleString('en')} ${one}${number === 1 ? '' : 's'}`;

/** Three digits, never an exponent: `91.8`, `18,500`. */
export const threeDigits = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');

/** Milliseconds as people read them: `38 ms`, `2.1 s`. */
export const ms = (value: number): string =>
  value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
