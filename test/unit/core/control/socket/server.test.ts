import { existsSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ControlTarget } from '../../../../../core/control/index.ts';
import { ControlClient, type ControlLimits, ControlServer } from '../../../../../core/control/socket/index.ts';
import { type Clock, systemClock } from '../../../../../core/foundation/clock.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { createFakeControlTarget } from '../../../../fakes/control-target.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';
import { tempFolder } from '../../../../utils/temp-folder.ts';

interface Setup {
  target?: ControlTarget;
  clock?: Clock;
  limits?: Partial<ControlLimits>;
  socketPath?: string;
}

async function startServer(setup: Setup = {}) {
  const target = createFakeControlTarget();
  const socketPath = setup.socketPath ?? join(tempFolder(), 'control.sock');
  const modules = { target, clock: systemClock, logger: silentLogger, lock: { isHeld: true }, ...setup };
  const server = new ControlServer(modules, { socketPath, limits: setup.limits ?? {} });
  await server.start();
  onTestFinished(() => server.stop());
  return { target, server, socketPath };
}

function createClient(socketPath: string): ControlClient {
  const client = new ControlClient({ clock: systemClock }, { socketPath });
  onTestFinished(() => client.close());
  return client;
}

/** A program that speaks to the socket without our client. */
async function connectRaw(socketPath: string) {
  const socket: Socket = connect(socketPath);
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  return {
    socket,
    closed,
    nextFrame: async () => JSON.parse((await lines.next()).value ?? 'null') as Record<string, unknown>,
    send: (frame: unknown) => socket.write(`${JSON.stringify(frame)}\n`),
  };
}

/** A target whose `status.get` waits until it is told to answer, or is cancelled. */
function slowTarget() {
  const target = createFakeControlTarget();
  const signals: AbortSignal[] = [];
  const waiting: (() => void)[] = [];
  let onCall: () => void = () => {};
  const slow: ControlTarget = {
    subscribe: target.subscribe,
    handlers: {
      ...target.handlers,
      'status.get': (_, { signal }) =>
        new Promise((resolve, reject) => {
          signals.push(signal);
          waiting.push(() => resolve(target.scene.status));
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
          onCall();
        }),
    },
  };
  return {
    slow,
    signals,
    answerAll: () => waiting.splice(0).forEach((answer) => void answer()),
    async called(times: number) {
      while (signals.length < times)
        await new Promise<void>((resolve) => {
          onCall = resolve;
        });
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

describe('the control server', () => {
  it('listens on a socket that only this user can use, and removes it when it stops', async () => {
    const { server, socketPath } = await startServer();
    expect(statSync(socketPath).mode & 0o777).toBe(0o600);
    await server.start();
    await server.stop();
    await server.stop();
    expect(existsSync(socketPath)).toBe(false);
  });

  it('can be started again', async () => {
    const { server, socketPath } = await startServer();
    await server.stop();
    await server.start();
    await expect(createClient(socketPath).call('status.get', {})).resolves.toMatchObject({ state: 'serving' });
  });

  it('does not start without the lock of the folder', async () => {
    const socketPath = join(tempFolder(), 'control.sock');
    const modules = { target: createFakeControlTarget(), clock: systemClock, logger: silentLogger };
    const server = new ControlServer({ ...modules, lock: { isHeld: false } }, { socketPath });
    await expect(server.start()).rejects.toMatchObject({ code: 'CONTROL_UNAVAILABLE' });
  });

  it('replaces the socket file that a crashed run left', async () => {
    const { socketPath, server } = await startServer();
    await server.stop();
    // A listener whose file is renamed cannot remove it when it closes: what is left is what a crash leaves.
    const crashed = createServer();
    await new Promise<void>((resolve) => crashed.listen(`${socketPath}.1`, () => resolve()));
    renameSync(`${socketPath}.1`, socketPath);
    await new Promise((resolve) => crashed.close(resolve));
    expect(existsSync(socketPath)).toBe(true);
    await expect(createClient(socketPath).call('status.get', {})).rejects.toMatchObject({
      code: 'EXECUTOR_NOT_RUNNING',
    });
    await server.start();
    await expect(createClient(socketPath).call('status.get', {})).resolves.toMatchObject({ state: 'serving' });
  });

  it('leaves a file in the place of its socket alone', async () => {
    const socketPath = join(tempFolder(), 'control.sock');
    writeFileSync(socketPath, 'precious');
    await expect(startServer({ socketPath })).rejects.toMatchObject({
      code: 'CONTROL_UNAVAILABLE',
      details: { reason: 'NOT_A_SOCKET' },
    });
    expect(existsSync(socketPath)).toBe(true);
  });

  it('works below a folder whose path is too long for a socket', async () => {
    const socketPath = join(tempFolder(), 'x'.repeat(120), 'control.sock');
    await startServer({ socketPath });
    await expect(createClient(socketPath).call('status.get', {})).resolves.toMatchObject({ state: 'serving' });
  });

  it.each([
    ['text that is not JSON', 'hello\n'],
    ['JSON that is not a frame', '{"id":1}\n'],
    ['a frame with more than it may have', '{"id":1,"call":"status.get","input":{},"path":"/"}\n'],
    ['an id that is not a whole number', '{"id":1.5,"call":"status.get","input":{}}\n'],
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe, 0x0a])],
    ['an empty line', '\n'],
  ])('refuses %s and closes', async (_, bytes) => {
    const { socketPath } = await startServer();
    const raw = await connectRaw(socketPath);
    raw.socket.write(bytes);
    expect(await raw.nextFrame()).toMatchObject({ id: null, ok: false, error: { code: 'CONTROL_BAD_INPUT' } });
    await raw.closed;
  });

  it('refuses a frame above its size, whether or not it ends', async () => {
    const { socketPath } = await startServer({ limits: { maxRequestBytes: 1000 } });
    for (const ending of ['', '\n']) {
      const raw = await connectRaw(socketPath);
      raw.socket.write(`"${'x'.repeat(1000)}"${ending}`);
      expect(await raw.nextFrame()).toMatchObject({ error: { details: { reason: 'TOO_LONG' } } });
      await raw.closed;
    }
  });

  it('refuses a second call under an id that is under way', async () => {
    const { slow } = slowTarget();
    const { socketPath } = await startServer({ target: slow });
    const raw = await connectRaw(socketPath);
    raw.send({ id: 1, call: 'status.get', input: {} });
    raw.send({ id: 1, call: 'status.get', input: {} });
    expect(await raw.nextFrame()).toMatchObject({ id: null, error: { details: { reason: 'ID_IN_USE' } } });
  });

  it('survives any bytes and goes on serving others', async () => {
    const { socketPath } = await startServer();
    const good = createClient(socketPath);
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((json) => Buffer.from(`${json}\n`)),
      fc
        .record({ id: fc.nat(3), call: fc.string(), input: fc.jsonValue() })
        .map((f) => Buffer.from(`${JSON.stringify(f)}\n`)),
      fc.constant(Buffer.from(`${'['.repeat(50_000)}\n`)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const raw = await connectRaw(socketPath);
        for (const bytes of pieces) raw.socket.write(bytes);
        raw.socket.end();
        await raw.closed;
      }),
      { numRuns: 150 },
    );
    await expect(good.call('status.get', {})).resolves.toMatchObject({ state: 'serving' });
  });

  it('refuses more connections than its limit, and accepts again when one has gone', async () => {
    const { socketPath } = await startServer({ limits: { maxConnections: 2 } });
    const first = await connectRaw(socketPath);
    const second = createClient(socketPath);
    await second.call('status.get', {});
    const third = await connectRaw(socketPath);
    expect(await third.nextFrame()).toMatchObject({ error: { code: 'CONTROL_BUSY' } });
    await third.closed;
    await expect(createClient(socketPath).call('status.get', {})).rejects.toMatchObject({ code: 'CONTROL_BUSY' });
    first.socket.destroy();
    await expect
      .poll(() =>
        createClient(socketPath)
          .call('status.get', {})
          .then(
            () => true,
            () => false,
          ),
      )
      .toBe(true);
  });

  it('refuses more calls at once than its limit', async () => {
    const { slow, called, answerAll } = slowTarget();
    const { socketPath } = await startServer({ target: slow, limits: { maxCallsAtOnce: 2 } });
    const client = createClient(socketPath);
    const under = [client.call('status.get', {}), client.call('status.get', {})];
    await called(2);
    await expect(client.call('status.get', {})).rejects.toMatchObject({ code: 'CONTROL_BUSY' });
    answerAll();
    await expect(Promise.all(under)).resolves.toHaveLength(2);
  });

  it('aborts the calls of a client that has gone', async () => {
    const { slow, signals, called } = slowTarget();
    const { socketPath } = await startServer({ target: slow });
    const raw = await connectRaw(socketPath);
    raw.send({ id: 1, call: 'status.get', input: {} });
    await called(1);
    raw.socket.destroy();
    await aborted(signals[0] as AbortSignal);
  });

  it('closes connections that do nothing, but not subscribers', async () => {
    const clock = createManualClock();
    const { socketPath, target } = await startServer({ clock });
    const idle = await connectRaw(socketPath);
    const subscriber = await connectRaw(socketPath);
    subscriber.send({ id: 1, subscribe: true });
    expect(await subscriber.nextFrame()).toEqual({ id: 1, ok: true, value: {} });
    clock.advance(61_000);
    await idle.closed;
    target.setStatus({ state: 'paused' });
    expect(await subscriber.nextFrame()).toMatchObject({ event: 'status.changed', payload: { state: 'paused' } });
  });

  it('closes a connection whose frame does not end in time', async () => {
    const clock = createManualClock();
    const { socketPath } = await startServer({ clock });
    const raw = await connectRaw(socketPath);
    const before = clock.timerCount;
    raw.socket.write('{"id":');
    await expect.poll(() => clock.timerCount).toBe(before + 1);
    clock.advance(10_001);
    expect(await raw.nextFrame()).toMatchObject({ error: { details: { reason: 'TOO_SLOW' } } });
    await raw.closed;
  });

  /** A subscriber that does not read while large events come, one every quarter of a second. */
  async function tellSleeper(times: number) {
    const clock = createManualClock();
    const { socketPath, target } = await startServer({ clock });
    const raw = await connectRaw(socketPath);
    raw.send({ id: 1, subscribe: true });
    await raw.nextFrame();
    raw.socket.pause();
    for (let i = 1; i <= times; i++) {
      target.update({ models: target.scene.models.map((model) => ({ ...model, id: `${i} ${'m'.repeat(500_000)}` })) });
      clock.advance(251);
      await new Promise((resolve) => setImmediate(resolve));
    }
    raw.socket.resume();
    return raw;
  }

  it('keeps only the newest event for a reader that is slow', async () => {
    const raw = await tellSleeper(20);
    for (let frames = 1; ; frames++) {
      const { payload } = (await raw.nextFrame()) as { payload: { id: string }[] };
      if (!payload[0]?.id.startsWith('20 ')) continue;
      expect(frames).toBeLessThanOrEqual(3);
      break;
    }
  });

  it('drops a reader that does not read', async () => {
    const raw = await tellSleeper(60);
    await raw.closed;
  });

  it('gives an error instead of an answer that is too large', async () => {
    const { socketPath } = await startServer({ limits: { maxAnswerBytes: 500 } });
    await expect(createClient(socketPath).call('status.get', {})).rejects.toMatchObject({
      code: 'CONTROL_BAD_OUTPUT',
    });
  });
});

describe('the control client', () => {
  it('says that no executor runs when nothing listens', async () => {
    const client = createClient(join(tempFolder(), 'control.sock'));
    await expect(client.call('status.get', {})).rejects.toMatchObject({ code: 'EXECUTOR_NOT_RUNNING' });
  });

  it('gives up after its time and cancels the call in the executor', async () => {
    const { slow, signals, called } = slowTarget();
    const { socketPath } = await startServer({ target: slow });
    const clock = createManualClock();
    const client = new ControlClient({ clock }, { socketPath });
    const call = client.call('status.get', {}, { timeoutMs: 5000 });
    const refused = expect(call).rejects.toMatchObject({ code: 'CONTROL_TIMEOUT' });
    await called(1);
    clock.advance(5000);
    await refused;
    await aborted(signals[0] as AbortSignal);
    await client.close();
  });

  it('cancels the call in the executor when its signal is aborted', async () => {
    const { slow, signals, called } = slowTarget();
    const { socketPath } = await startServer({ target: slow });
    const controller = new AbortController();
    const call = createClient(socketPath).call('status.get', {}, { signal: controller.signal });
    const refused = expect(call).rejects.toThrow('enough');
    await called(1);
    controller.abort(new Error('enough'));
    await refused;
    await aborted(signals[0] as AbortSignal);
  });

  it('tells calls under way and the subscriber when the executor ends, and connects again afterwards', async () => {
    const { slow, called, answerAll } = slowTarget();
    const { socketPath, server } = await startServer({ target: slow });
    const client = createClient(socketPath);
    const ended = new Promise<void>((resolve) => void client.subscribe(() => {}, resolve));
    const call = client.call('status.get', {});
    const refused = expect(call).rejects.toMatchObject({ code: 'CONTROL_DISCONNECTED' });
    await called(1);
    await server.stop();
    await refused;
    await ended;
    await server.start();
    const again = client.call('status.get', {});
    await called(2);
    answerAll();
    await expect(again).resolves.toMatchObject({ state: 'serving' });
  });

  it('does not take what is no executor for one', async () => {
    const socketPath = join(tempFolder(), 'control.sock');
    const other = createServer((socket) => void socket.resume().end('SSH-2.0-OpenSSH\r\n'));
    await new Promise<void>((resolve) => other.listen(socketPath, () => resolve()));
    await expect(createClient(socketPath).call('status.get', {})).rejects.toMatchObject({
      code: 'CONTROL_DISCONNECTED',
    });
    await new Promise((resolve) => other.close(resolve));
  });
});
