import type { Stream } from '@libp2p/interface';
import { expect, test } from 'vitest';
import { readToEnd, writeAll } from '../../../../../core/network/host/streams.ts';

const KIB = 1024;

/** The parts of a stream that are used, played by hand. */
class ScriptedStream extends EventTarget {
  status = 'open';
  remoteWriteStatus = 'writable';
  readableEnded = false;
  writableNeedsDrain = false;
  writeBufferLength = 0;
  readonly sent: number[] = [];
  full = false;

  send(bytes: Uint8Array): boolean {
    this.sent.push(bytes.byteLength);
    this.writableNeedsDrain = this.full;
    return !this.full;
  }

  drain(): void {
    this.writableNeedsDrain = false;
    this.dispatchEvent(new Event('drain'));
  }

  receive(bytes: Uint8Array): void {
    this.dispatchEvent(Object.assign(new Event('message'), { data: bytes }));
  }

  finish(): void {
    this.remoteWriteStatus = 'closed';
    this.dispatchEvent(new Event('remoteCloseWrite'));
    this.readableEnded = true;
    this.dispatchEvent(new Event('end'));
  }

  /** The connection is gone: the library then also calls the remote side closed. */
  lose(status: 'closed' | 'reset'): void {
    this.status = status;
    this.remoteWriteStatus = 'closed';
    this.readableEnded = true;
    this.dispatchEvent(new Event('end'));
    this.dispatchEvent(new Event('close'));
  }
}

function scripted(): { readonly script: ScriptedStream; readonly stream: Stream } {
  const script = new ScriptedStream();
  return { script, stream: script as unknown as Stream };
}

const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('bytes are written in pieces of 64 KiB at most, each after the one before was taken', async () => {
  const { script, stream } = scripted();
  script.full = true;
  const taken: number[] = [];
  const options = { signal: never, onPiece: (written: number) => taken.push(written) };
  const writing = writeAll(stream, new Uint8Array(150 * KIB), options);
  for (const expected of [[64], [64, 64], [64, 64, 22]]) {
    await settled();
    expect(script.sent).toEqual(expected.map((kib) => kib * KIB));
    // Being drained once more than needed changes nothing.
    script.drain();
  }
  await writing;
  expect(taken).toEqual([64 * KIB, 128 * KIB, 150 * KIB]);
});

test.each(['closed', 'reset'] as const)('writing ends with a code when the stream is %s meanwhile', async (status) => {
  const { script, stream } = scripted();
  script.full = true;
  const writing = writeAll(stream, new Uint8Array(100 * KIB), { signal: never });
  await settled();
  script.lose(status);
  await expect(writing).rejects.toMatchObject({ code: 'PROTOCOL_STREAM_RESET' });
});

test('writing ends with the reason of its signal', async () => {
  const { script, stream } = scripted();
  script.full = true;
  const stop = new AbortController();
  const writing = writeAll(stream, new Uint8Array(100 * KIB), { signal: stop.signal });
  await settled();
  stop.abort(new Error('enough'));
  await expect(writing).rejects.toThrow('enough');
});

test('everything up to the end of the other side is read', async () => {
  const { script, stream } = scripted();
  const reading = readToEnd(stream, { maxBytes: 10, signal: never });
  script.receive(Uint8Array.of(1, 2, 3));
  script.receive(Uint8Array.of(4));
  script.finish();
  expect(await reading).toEqual(Uint8Array.of(1, 2, 3, 4));
});

test('a side that had ended before anybody read is read too', async () => {
  const { script, stream } = scripted();
  script.finish();
  expect(await readToEnd(stream, { maxBytes: 10, signal: never })).toEqual(new Uint8Array(0));
});

test.each(['closed', 'reset'] as const)(
  'half a message is not taken for a whole one when the stream is %s',
  async (status) => {
    const { script, stream } = scripted();
    const reading = readToEnd(stream, { maxBytes: 10, signal: never });
    script.receive(Uint8Array.of(1, 2, 3));
    script.lose(status);
    await expect(reading).rejects.toMatchObject({ code: 'PROTOCOL_STREAM_RESET' });
  },
);

test('one byte too many ends the reading', async () => {
  const { script, stream } = scripted();
  const reading = readToEnd(stream, { maxBytes: 3, signal: never });
  script.receive(new Uint8Array(4));
  await expect(reading).rejects.toMatchObject({ code: 'PROTOCOL_TOO_LARGE' });
});
