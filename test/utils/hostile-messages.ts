import { hexToBytes, MAX_GOSSIP_BYTES, MAX_REQUEST_BYTES } from '../../core/protocol/index.ts';
import { type MessageVectors, readVectors } from './vectors.ts';

/** A message made to cost as much as possible. */
export interface HostileMessage {
  readonly name: string;
  readonly kind: 'request' | 'announcement';
  readonly bytes: Uint8Array;
  /** What becomes of it; null when it is read. */
  readonly code: 'PROTOCOL_MALFORMED' | 'PROTOCOL_TOO_DEEP' | 'PROTOCOL_UNKNOWN_VARIANT' | null;
}

const { messages } = readVectors<MessageVectors>('messages.json');
const hexOf = (name: string) => messages.find((message) => message.name === name)?.messageCbor ?? '';
const jsonOf = (name: string) => messages.find((message) => message.name === name)?.envelopeJson ?? '';

const request = hexOf('request-nulls');
const announcement = hexOf('announcement-initial');
const query = hexOf('query-executors');
const [, executorList = ''] = /6c4578656375746f72496e666f(81.*?)6766696c74657273/.exec(query) ?? [];

/** Puts bytes in the place of `hex` in a message, between `before` and `after`, and repeats `unit` to fill 1 MiB. */
function filled(message: string, hex: string, before: string, unit: string, after = ''): Uint8Array {
  const at = message.indexOf(hex);
  if (at < 0) throw new Error(`no ${hex} in the message`);
  const head = hexToBytes(message.slice(0, at) + before);
  const tail = hexToBytes(after + message.slice(at + hex.length));
  return fill(head, hexToBytes(unit), tail, MAX_REQUEST_BYTES);
}

/** As many units between head and tail as fit into `size`. */
function fill(head: Uint8Array, unit: Uint8Array, tail: Uint8Array, size: number): Uint8Array {
  const count = Math.floor((size - head.length - tail.length) / unit.length);
  const bytes = new Uint8Array(head.length + count * unit.length + tail.length);
  bytes.set(head);
  for (let i = 0; i < count; i++) bytes.set(unit, head.length + i * unit.length);
  bytes.set(tail, bytes.length - tail.length);
  return bytes;
}

/** A request whose payload has an unknown key with this value, or that goes on after `before` with units only. */
const unknown = (before: string, unit: string, after = '') =>
  filled(request, '677061796c6f6164aa', `677061796c6f6164ab6178${before}`, unit, after);

/** Head of a text of so many bytes. */
const textHead = (byteCount: number) => `7a${byteCount.toString(16).padStart(8, '0')}`;

const aMillion = 1_047_000;

/** A request whose prompt is this unit, often. */
const prompt = (unit: string) => {
  const usual = `70726f6d7074781a${Buffer.from('Please introduce yourself!').toString('hex')}`;
  if (!request.includes(usual)) throw new Error('the prompt is another one');
  const units = unit.repeat(Math.floor((2 * aMillion) / unit.length));
  return hexToBytes(request.replace(usual, `70726f6d7074${textHead(units.length / 2)}${units}`));
};

const metadata = (before: string, unit: string, after = '') =>
  filled(announcement, '686d65746164617461a0', `686d65746164617461${before}`, unit, after);

const json = (from: string, before: string, unit: string, after = '') => {
  const text = jsonOf('announcement-initial');
  const at = text.indexOf(from);
  const [head, tail] = [text.slice(0, at), text.slice(at + from.length)];
  const encode = (part: string) => new TextEncoder().encode(part);
  return fill(encode(head + before), encode(unit), encode(after + tail), MAX_GOSSIP_BYTES);
};

/** Requests of 1 MiB, and announcements of 64 KiB. */
export function hostileMessages(): readonly HostileMessage[] {
  const inRequest: readonly (readonly [name: string, code: HostileMessage['code'], bytes: Uint8Array])[] = [
    ['empty lists in an unknown value', 'PROTOCOL_TOO_DEEP', unknown('9f', '80')],
    ['a list that claims 2^64 entries', 'PROTOCOL_TOO_DEEP', unknown('9bffffffffffffffff', 'f6')],
    ['lists in lists', 'PROTOCOL_TOO_DEEP', unknown('81', '81')],
    ['maps in maps', 'PROTOCOL_TOO_DEEP', unknown('a1', '6161a1')],
    ['tags on tags', 'PROTOCOL_TOO_DEEP', unknown('c1', 'c1')],
    ['an unknown map of many keys', 'PROTOCOL_TOO_DEEP', unknown('bf', '6161f6')],
    ['an unknown list of small texts', 'PROTOCOL_TOO_DEEP', unknown('9f', '6161')],
    ['an unknown list of floats', 'PROTOCOL_TOO_DEEP', unknown('9f', 'fb3ff8000000000000')],
    ['an unknown text in many chunks', 'PROTOCOL_TOO_DEEP', unknown('7f', '6161')],
    ['an unknown text in chunks of chunks', 'PROTOCOL_TOO_DEEP', unknown('7f', '7f')],
    ['many unknown keys', 'PROTOCOL_TOO_DEEP', filled(request, 'aa656d6f64656c', 'bf', '6161f6')],
    [
      'a key of 1 MiB',
      null,
      hexToBytes(request.replace('aa656d6f64656c', `ab${textHead(aMillion)}${'61'.repeat(aMillion)}f6656d6f64656c`)),
    ],
    ['a prompt in many chunks', 'PROTOCOL_MALFORMED', filled(request, '6670726f6d7074', '6670726f6d70747f', '6161')],
    [
      'a prompt that claims 2^63 bytes',
      'PROTOCOL_MALFORMED',
      filled(request, '6670726f6d7074', '6670726f6d70747b7fffffffffffffff', '61'),
    ],
    ['a prompt of control characters', null, prompt('01')],
    ['a prompt of quotes', null, prompt('22')],
    ['a prompt of three-byte characters', null, prompt('e4bda0')],
    ['a prompt of four-byte characters', null, prompt('f09f9880')],
    ['a prompt with a wrong byte at its end', 'PROTOCOL_MALFORMED', prompt('e4bdff')],
    [
      'a variant name of 1 MiB',
      'PROTOCOL_UNKNOWN_VARIANT',
      fill(hexToBytes('a17a000ffff9'), hexToBytes('61'), hexToBytes(''), MAX_REQUEST_BYTES),
    ],
    ['metadata of many keys', 'PROTOCOL_TOO_DEEP', metadata('bf', '6161f6')],
    ['metadata of floats', 'PROTOCOL_TOO_DEEP', metadata('a161619f', 'fb3ff8000000000000')],
    ['metadata of lists in lists', 'PROTOCOL_TOO_DEEP', metadata('a1616181', '81')],
    ['metadata of empty texts', 'PROTOCOL_TOO_DEEP', metadata('a161619f', '60')],
    ['a known list of empty texts', 'PROTOCOL_TOO_DEEP', filled(query, executorList, '9f', '60')],
    ['a known list of long texts', null, filled(query, executorList, '9f', `78c8${'61'.repeat(200)}`, 'ff')],
  ];
  const inAnnouncement: typeof inRequest = [
    ['JSON lists in lists', 'PROTOCOL_TOO_DEEP', json('{"payload"', '{"x":', '[')],
    ['JSON of many unknown keys', 'PROTOCOL_TOO_DEEP', json('{"payload"', '{', '"":1,')],
    ['JSON list of empty texts', 'PROTOCOL_TOO_DEEP', json('"chat"', '', '"",', '"chat"')],
    ['JSON text of escapes', 'PROTOCOL_MALFORMED', json('"chat"', '"', '\\"')],
    ['JSON text of backslashes', 'PROTOCOL_MALFORMED', json('"chat"', '"', '\\')],
    ['JSON number of many digits', 'PROTOCOL_MALFORMED', json('1754640000123456789', '', '9')],
    ['JSON white space', null, json('"chat"', '', ' ', '"chat"')],
  ];
  return [
    ...inRequest.map(([name, code, bytes]) => ({ name, kind: 'request' as const, code, bytes })),
    ...inAnnouncement.map(([name, code, bytes]) => ({ name, kind: 'announcement' as const, code, bytes })),
  ];
}
