import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { priceProblem } from './units/index.ts';

/** A price in ETH per model token, as text. */
export const priceValue = z
  .string('is a number without quotes; write it as text, so that no digit is lost')
  .superRefine((text, context) => {
    const problem = priceProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

/** Unit of {@link priceValue}. */
export const priceUnit = 'ETH per model token as a decimal in quotes, from "0" to below "1"';

/** A path that needs no folder to start from; a leading `~` has been replaced before. */
export const pathValue = z.string().refine((path) => isAbsolute(path), 'is not a whole path');

/** Unit of {@link pathValue}. */
export const pathUnit = 'path from the root, or from the home folder with ~/';

/** Address and port to listen on: `127.0.0.1:8080`, `[::1]:8080`. */
export const listenValue = z
  .string()
  .regex(/^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]|localhost):\d{1,5}$/, 'is not an address with a port')
  .refine((text) => URL.canParse(`http://${text}`), 'is not an address with a port');

/** Unit of {@link listenValue}. */
export const listenUnit = 'address and port like "127.0.0.1:8080"';

/** A URL of one of these schemes, for example `['http', 'https']`. */
export function urlValue(schemes: readonly string[]) {
  const problem = `is not a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`;
  return z
    .string()
    .max(2048)
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)), problem);
}

/** A secret of printable characters without spaces. */
export const secretValue = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, 'is not printable ASCII without spaces');

/** A key that has no value where it is left out. */
export const optional = <Schema extends z.ZodType>(schema: Schema) => schema.nullable().default(null);
