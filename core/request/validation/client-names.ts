import { z } from 'zod';

/** An address or a peer id in a list of the configuration. */
export const clientNameSchema = z
  .string()
  .max(256)
  .superRefine((text, context) => {
    const problem = clientNameProblem(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });

/** An entry as it is compared: addresses have no case, peer ids do. */
export function normalClientName(text: string): string {
  return /^0x/i.test(text) ? text.toLowerCase() : text;
}

/** What is wrong with an entry, as the end of a sentence; null for an address or a peer id. */
export function clientNameProblem(text: string): string | null {
  if (text !== text.trim()) return 'begins or ends with a space';
  if (/^0x[0-9a-f]{40}$/i.test(text)) return null;
  if (/^(?:16Uiu2HA[\w]{45}|12D3KooW[\w]{44}|Qm[\w]{44})$/.test(text)) {
    const [wrong] = /[^1-9A-HJ-NP-Za-km-z]/.exec(text) ?? [];
    return wrong === undefined ? null : `has the character "${wrong}", which no peer id has`;
  }
  if (/^0x/i.test(text)) return addressProblem(text.slice(2));
  if (/^[0-9a-f]{40}$/i.test(text)) return `is an address without its beginning: did you mean "0x${text}"?`;
  const [, tail] = /^\/.*\/p2p\/(\w+)$/.exec(text) ?? [];
  if (tail !== undefined && clientNameProblem(tail) === null) return `is a multiaddr: did you mean "${tail}"?`;
  return 'is neither an address nor a peer id';
}

function addressProblem(digits: string): string {
  const [wrong] = /[^0-9a-f]/i.exec(digits) ?? [];
  if (wrong !== undefined) return `has the character ${JSON.stringify(wrong)}, which no address has`;
  return `is an address of ${digits.length} digits after 0x instead of 40`;
}
