import { isIPv4, isIPv6 } from 'node:net';

/** What an address that holds no IP is counted under: all of them share one allowance. */
const NO_IP = 'none';

/**
 * Whose allowance a connection uses: an IPv4 address, or the /64 of an IPv6 address, which is what one customer of a
 * provider gets. An IPv4 address that is written as IPv6 is IPv4. A relayed connection counts for its relay.
 *
 * @param remoteAddress - Multiaddr text, for example `/ip4/192.0.2.1/tcp/4001`.
 */
export function ipKey(remoteAddress: string): string {
  const parts = remoteAddress.split('/');
  const at = parts.findIndex((part) => part === 'ip4' || part === 'ip6');
  const ip = at < 0 ? '' : (parts[at + 1] ?? '');
  if (isIPv4(ip)) return ip;
  return isIPv6(ip) ? ip6Key(ip) : NO_IP;
}

function ip6Key(ip: string): string {
  const words = expand(ip);
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff;
  if (isMapped) return [words[6] ?? 0, words[7] ?? 0].flatMap((word) => [word >> 8, word & 0xff]).join('.');
  return `${words
    .slice(0, 4)
    .map((word) => word.toString(16))
    .join(':')}::/64`;
}

/** The eight words of a valid IPv6 address. */
function expand(ip: string): readonly number[] {
  const [head = '', tail] = (ip.split('%')[0] ?? '').split('::');
  const before = wordsOf(head);
  if (tail === undefined) return before;
  const after = wordsOf(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function wordsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((part) => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
    return [(a << 8) | b, (c << 8) | d];
  });
}
