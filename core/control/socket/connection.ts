import type { Socket } from 'node:net';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { LineSplitter } from '../../foundation/line-splitter.ts';
import type { Logger } from '../../foundation/logger.ts';
import type { CallName, ControlTarget, EventListener, EventName } from '../contract.ts';
import { invoke } from '../invoke.ts';
import { type CallAnswer, encodeFrame, type RequestFrame, requestFrame } from './frames.ts';
import type { ControlLimits } from './limits.ts';

/** What one connection works with. */
export interface ConnectionModules {
  readonly target: ControlTarget;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The executor's end of one connection: reads calls, answers them, and tells events to a subscriber. */
export class ServerConnection {
  private readonly socket: Socket;
  private readonly modules: ConnectionModules;
  private readonly limits: ControlLimits;
  private readonly splitter: LineSplitter;
  private readonly calls = new Map<number, AbortController>();
  /** Newest event of each name that waits for a slow reader. */
  private readonly waitingEvents = new Map<EventName, Buffer>();
  private readonly timers = new Map<'idle' | 'frame' | 'write' | 'close', () => void>();
  private subscription: (() => void) | null = null;
  private closing = false;

  constructor(modules: ConnectionModules & { readonly socket: Socket }, limits: ControlLimits) {
    this.modules = modules;
    this.socket = modules.socket;
    this.limits = limits;
    this.splitter = new LineSplitter(limits.maxRequestBytes);
  }

  /** True from the moment that it takes no more calls. */
  get isClosing(): boolean {
    return this.closing;
  }

  /** Begins to read. `onClosed` is called once, when nothing of the connection is left. */
  open(onClosed: () => void): void {
    this.socket.on('data', (chunk) => this.read(chunk));
    this.socket.on('drain', () => this.onDrain());
    // The client is gone or misbehaved; 'close' follows and tidies up.
    this.socket.on('error', () => {});
    this.socket.on('end', () => this.release());
    this.socket.once('close', () => {
      this.release();
      onClosed();
    });
    this.armIdle();
  }

  /** Ends the connection once what was written is read, at the latest after the write limit. */
  close(): void {
    if (this.closing) return;
    this.closing = true;
    this.release();
    this.socket.destroySoon();
    this.setTimer('close', this.limits.writeMs, () => this.socket.destroy());
  }

  /** Refuses to serve this connection at all. */
  refuse(error: ExecutorError): void {
    this.send({ id: null, ok: false, error: error.toObject() });
    this.close();
  }

  /** Ends calls, subscription and timers; the socket may still flush. */
  private release(): void {
    this.subscription?.();
    this.subscription = null;
    this.waitingEvents.clear();
    for (const call of this.calls.values()) call.abort(new ExecutorError('CONTROL_DISCONNECTED'));
    this.calls.clear();
    for (const cancel of this.timers.values()) cancel();
    this.timers.clear();
  }

  private read(chunk: Buffer): void {
    if (this.closing) return;
    const lines = this.splitter.push(chunk);
    if (lines === null) {
      this.refuse(badFrame('TOO_LONG'));
      return;
    }
    for (const line of lines) {
      const frame = parseFrame(line);
      if (frame === null) this.refuse(badFrame('MALFORMED'));
      else this.handle(frame);
      if (this.closing) return;
    }
    if (lines.length > 0) this.clearTimer('frame');
    if (this.splitter.isUnfinished && !this.timers.has('frame'))
      this.setTimer('frame', this.limits.frameMs, () => this.refuse(badFrame('TOO_SLOW')));
    this.armIdle();
  }

  private handle(frame: RequestFrame): void {
    if ('call' in frame) {
      this.startCall(frame.id, frame.call, frame.input);
    } else if ('cancel' in frame) {
      this.calls.get(frame.id)?.abort(new ExecutorError('CONTROL_DISCONNECTED'));
    } else {
      this.subscription?.();
      const listener: EventListener = (event, payload) => this.sendEvent(event, payload);
      this.subscription = frame.subscribe ? this.modules.target.subscribe(listener) : null;
      this.send({ id: frame.id, ok: true, value: {} });
    }
  }

  private startCall(id: number, name: string, input: unknown): void {
    if (this.calls.has(id)) {
      this.refuse(badFrame('ID_IN_USE'));
      return;
    }
    if (this.calls.size >= this.limits.maxCallsAtOnce) {
      const error = new ExecutorError('CONTROL_BUSY', { maxCallsAtOnce: this.limits.maxCallsAtOnce });
      this.send({ id, ok: false, error: error.toObject() });
      return;
    }
    const call = new AbortController();
    this.calls.set(id, call);
    const onFault = (error: ExecutorError): void => this.modules.logger.error('call failed', { call: name }, error);
    // An unknown name is refused by `invoke` itself.
    void invoke(this.modules.target, name as CallName, input, { signal: call.signal, onFault }).then((result) => {
      if (this.calls.get(id) !== call) return;
      this.calls.delete(id);
      this.send(result.ok ? { id, ok: true, value: result.value } : { id, ok: false, error: result.error });
      this.armIdle();
    });
  }

  private sendEvent(event: EventName, payload: unknown): void {
    const bytes = encodeFrame({ event, payload });
    if (this.socket.writableNeedDrain) this.waitingEvents.set(event, bytes);
    else this.write(bytes);
  }

  private send(frame: CallAnswer): void {
    let bytes = encodeFrame(frame);
    if (bytes.length > this.limits.maxAnswerBytes) {
      const error = new ExecutorError('CONTROL_BAD_OUTPUT', { reason: 'TOO_LARGE', bytes: bytes.length });
      bytes = encodeFrame({ id: frame.id, ok: false, error: error.toObject() });
    }
    this.write(bytes);
  }

  private write(bytes: Buffer): void {
    if (!this.socket.writable) return;
    if (this.socket.writableLength + bytes.length > this.limits.maxAnswerBytes * 2) {
      this.drop();
      return;
    }
    if (this.socket.write(bytes)) return;
    // No further calls are read until this reader has taken the answers it already asked for.
    this.socket.pause();
    if (!this.timers.has('write') && !this.closing) this.setTimer('write', this.limits.writeMs, () => this.drop());
  }

  private onDrain(): void {
    this.clearTimer('write');
    for (const [event, bytes] of this.waitingEvents) {
      if (this.socket.writableNeedDrain) return;
      this.waitingEvents.delete(event);
      this.write(bytes);
    }
    if (!this.socket.writableNeedDrain) this.socket.resume();
  }

  private drop(): void {
    this.modules.logger.warn('control connection dropped: it does not read');
    this.socket.destroy();
  }

  private armIdle(): void {
    this.clearTimer('idle');
    if (this.closing || this.calls.size > 0 || this.subscription !== null) return;
    this.setTimer('idle', this.limits.idleMs, () => this.close());
  }

  private setTimer(name: 'idle' | 'frame' | 'write' | 'close', delayMs: number, callback: () => void): void {
    this.timers.get(name)?.();
    const cancel = this.modules.clock.setTimer(() => {
      this.timers.delete(name);
      callback();
    }, delayMs);
    this.timers.set(name, cancel);
  }

  private clearTimer(name: 'idle' | 'frame' | 'write' | 'close'): void {
    this.timers.get(name)?.();
    this.timers.delete(name);
  }
}

function badFrame(reason: string): ExecutorError {
  return new ExecutorError('CONTROL_BAD_INPUT', { field: 'frame', reason });
}

function parseFrame(line: Buffer): RequestFrame | null {
  try {
    const parsed = requestFrame.safeParse(JSON.parse(line.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON: the caller refuses it.
    return null;
  }
}
