import { decodeMessage, encodeMessage, message, type Reader, type Writer } from 'protons-runtime';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { type KadMessage, type KadPeer, type KadRecord, KadType } from './messages.ts';

/** Largest Kademlia message of the network, without its length prefix. */
export const MAX_KAD_MESSAGE_BYTES = 16 * 1024;

/** Peers read from one list; the network sends 20. More are ignored. */
const MAX_PEERS = 32;
/** Addresses read of one peer. More are ignored. */
const MAX_ADDRESSES = 16;

/** Protobuf tags: field number × 8 + wire type. */
const VARINT = 0;
const BYTES = 2;
const tag = (field: number, wireType: number) => field * 8 + wireType;

const CONNECTED = 1;

/** The protobuf form, without length prefix. */
export function encodeKad(value: KadMessage): Uint8Array {
  return encodeMessage(value, messageCodec);
}

/**
 * @throws ExecutorError `PROTOCOL_MALFORMED` or `PROTOCOL_TOO_LARGE`.
 */
export function decodeKad(bytes: Uint8Array): KadMessage {
  if (bytes.byteLength > MAX_KAD_MESSAGE_BYTES) throw new ExecutorError('PROTOCOL_TOO_LARGE');
  try {
    return decodeMessage(bytes, messageCodec);
  } catch (cause) {
    throw new ExecutorError('PROTOCOL_MALFORMED', {}, { cause });
  }
}

const messageCodec = message<KadMessage>(
  (value, writer) => {
    writer.uint32(tag(1, VARINT)).uint32(value.type ?? KadType.PING);
    if (value.key !== undefined && value.key.byteLength > 0) writer.uint32(tag(2, BYTES)).bytes(value.key);
    if (value.record) writeNested(writer, 3, () => writeRecord(writer, value.record as KadRecord));
    for (const peer of value.closerPeers ?? []) writeNested(writer, 8, () => writePeer(writer, peer));
    for (const peer of value.providerPeers ?? []) writeNested(writer, 9, () => writePeer(writer, peer));
  },
  (reader, length) => {
    let type: KadType = KadType.PUT_VALUE;
    let key = new Uint8Array(0);
    let record: KadRecord | null = null;
    const closerPeers: KadPeer[] = [];
    const providerPeers: KadPeer[] = [];
    readFields(reader, length, {
      1: () => {
        type = readType(reader.int32());
      },
      2: () => {
        key = reader.bytes();
      },
      3: () => {
        record = readRecord(reader, reader.uint32());
      },
      8: () => {
        keep(closerPeers, readPeer(reader, reader.uint32()), MAX_PEERS);
      },
      9: () => {
        keep(providerPeers, readPeer(reader, reader.uint32()), MAX_PEERS);
      },
    });
    return { type, key, record, closerPeers, providerPeers };
  },
  function* () {},
);

function writeRecord(writer: Writer, record: KadRecord): void {
  writer.uint32(tag(1, BYTES)).bytes(record.key);
  writer.uint32(tag(2, BYTES)).bytes(record.value);
  if (record.publisher !== null) writer.uint32(tag(666, BYTES)).bytes(record.publisher);
  if (record.ttlSec !== null) writer.uint32(tag(777, VARINT)).uint32(record.ttlSec);
}

function readRecord(reader: Reader, length: number): KadRecord {
  let key = new Uint8Array(0);
  let value = new Uint8Array(0);
  let publisher: Uint8Array | null = null;
  let ttlSec: number | null = null;
  readFields(reader, length, {
    1: () => {
      key = reader.bytes();
    },
    2: () => {
      value = reader.bytes();
    },
    666: () => {
      publisher = reader.bytes();
    },
    777: () => {
      ttlSec = reader.uint32();
    },
  });
  return { key, value, publisher, ttlSec: ttlSec === 0 ? null : ttlSec };
}

function writePeer(writer: Writer, peer: KadPeer): void {
  writer.uint32(tag(1, BYTES)).bytes(peer.id);
  for (const address of peer.addresses) writer.uint32(tag(2, BYTES)).bytes(address);
  writer.uint32(tag(3, VARINT)).uint32(CONNECTED);
}

function readPeer(reader: Reader, length: number): KadPeer {
  let id = new Uint8Array(0);
  const addresses: Uint8Array[] = [];
  readFields(reader, length, {
    1: () => {
      id = reader.bytes();
    },
    2: () => {
      keep(addresses, reader.bytes(), MAX_ADDRESSES);
    },
  });
  return { id, addresses };
}

function readType(value: number): KadType {
  const known = Object.values(KadType).find((type) => type === value);
  if (known === undefined) throw new Error('unknown kind of message');
  return known;
}

/** Walks the fields of one message; those without a reader are skipped. */
function readFields(reader: Reader, length: number | undefined, readers: Record<number, () => void>): void {
  const end = length === undefined ? reader.len : reader.pos + length;
  if (end > reader.len) throw new RangeError('the message is cut');
  while (reader.pos < end) {
    const key = reader.uint32();
    const read = readers[key >>> 3];
    if (read === undefined) reader.skipType(key & 7);
    else read();
  }
  if (reader.pos !== end) throw new RangeError('a field reaches beyond its message');
}

function writeNested(writer: Writer, field: number, write: () => void): void {
  writer.uint32(tag(field, BYTES)).fork();
  write();
  writer.ldelim();
}

function keep<Item>(list: Item[], item: Item, limit: number): void {
  if (list.length < limit) list.push(item);
}
