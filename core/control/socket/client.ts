import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import type { Clock } from '../../foundation/clock.ts';
import { ExecutorError } from '../../foundation/errors/index.ts';
import { LineSplitter } from '../../foundation/line-splitter.ts';
import {
  type CallInput,
  type CallName,
  type CallOutput,
  contract,
  type EventListener,
  type EventName,
  type EventPayload,
} from '../contract.ts';
import { isCallName } from '../invoke.ts';
import { assertPrivate, socketAddress } from './address.ts';
import { type AnswerFrame, answerFrame, type CallAnswer, encodeFrame, type RequestFrame } from './frames.ts';
import { controlLimits } from './limits.ts';

/** How a call waits. */
export interface CallOptions {
  /** Aborting cancels the call in the executor too. */
  readonly signal?: AbortSignal;
  /** Longest wait for the answer, default 30,000 ms. */
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Calls the executor of a data folder over its local socket. It connects at the first call, and again after the
 * connection ended.
 */
export class ControlClient {
  private readonly clock: Clock;
  private readonly socketPath: string;
  private readonly pending = new Map<number, PendingCall>();
  private connecting: Promise<Socket> | null = null;
  private socket: Socket | null = null;
  private subscriber: { listener: EventListener; onEnd: () => void } | null = null;
  private nextId = 1;

  /** @param options.socketPath - As the server was given it. */
  constructor(modules: { readonly clock: Clock }, options: { readonly socketPath: string }) {
    this.clock = modules.clock;
    this.socketPath = options.socketPath;
  }

  /**
   * Makes one call.
   *
   * @throws The executor's error, rebuilt; `EXECUTOR_NOT_RUNNING` when nothing listens, `CONTROL_TIMEOUT`,
   *   `CONTROL_DISCONNECTED`, `CONTROL_UNAVAILABLE`; or the signal's reason.
   */
  async call<K extends CallName>(name: K, input: CallInput<K>, options: CallOptions = {}): Promise<CallOutput<K>> {
    // A name that is not in the contract is the executor's to refuse.
    const output: z.ZodType = isCallName(name) ? contract[name].output : z.unknown();
    const id = this.nextId++;
    const value = await this.exchange({ id, call: name, input }, options);
    const parsed = output.safeParse(value);
    if (!parsed.success) throw new ExecutorError('CONTROL_BAD_OUTPUT', { call: name });
    return parsed.data as CallOutput<K>;
  }

  /**
   * Listens to all events; one listener at a time.
   *
   * @param onEnd - Called once when the connection ends, after which no event comes.
   * @param options - How to wait for the subscription to be taken.
   * @returns What ends the subscription.
   */
  async subscribe(
    listener: EventListener,
    onEnd: () => void = () => {},
    options: CallOptions = {},
  ): Promise<() => void> {
    const subscriber = { listener, onEnd };
    this.subscriber = subscriber;
    await this.exchange({ id: this.nextId++, subscribe: true }, options);
    return () => {
      if (this.subscriber !== subscriber) return;
      this.subscriber = null;
      this.socket?.write(encodeFrame({ id: this.nextId++, subscribe: false }));
    };
  }

  /** Ends the connection; calls under way are rejected with `CONTROL_DISCONNECTED`. */
  async close(): Promise<void> {
    this.subscriber = null;
    const socket = await this.connecting?.catch(() => null);
    socket?.destroy();
    this.forget();
  }

  private async exchange(frame: RequestFrame, options: CallOptions): Promise<unknown> {
    options.signal?.throwIfAborted();
    const { id } = frame;
    const socket = await this.connect();
    if (socket.destroyed) throw new ExecutorError('CONTROL_DISCONNECTED');
    return new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
      const giveUp = (reason: unknown): void => {
        socket.write(encodeFrame({ id, cancel: true }));
        settle(() => reject(reason));
      };
      const onAbort = (): void => giveUp(options.signal?.reason);
      const cancelTimer = this.clock.setTimer(
        () => giveUp(new ExecutorError('CONTROL_TIMEOUT', { timeoutMs })),
        timeoutMs,
      );
      const settle = (finish: () => void): void => {
        this.pending.delete(id);
        cancelTimer();
        options.signal?.removeEventListener('abort', onAbort);
        finish();
      };
      options.signal?.addEventListener('abort', onAbort, { once: true });
      this.pending.set(id, {
        resolve: (value) => settle(() => resolve(value)),
        reject: (reason) => settle(() => reject(reason)),
      });
      socket.write(encodeFrame(frame));
      if (options.signal?.aborted) onAbort();
    });
  }

  private connect(): Promise<Socket> {
    this.connecting ??= this.open().catch((error: unknown) => {
      this.connecting = null;
      throw error;
    });
    return this.connecting;
  }

  private open(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const address = socketAddress(this.socketPath);
      if (address.privateFolder !== null) assertPrivate(address.privateFolder);
      const socket = connect(address.path);
      const splitter = new LineSplitter(controlLimits.maxAnswerBytes);
      socket.once('error', (error) => reject(toConnectError(error)));
      // Ends of an open connection are told by 'close'.
      socket.on('error', () => {});
      socket.once('connect', () => {
        this.socket = socket;
        resolve(socket);
      });
      socket.on('data', (chunk) => {
        const lines = splitter.push(chunk);
        if (lines === null) socket.destroy();
        for (const line of lines ?? []) this.receive(line);
      });
      socket.once('close', () => {
        if (this.socket === socket) this.forget();
      });
    });
  }

  private receive(line: Buffer): void {
    const frame = parseFrame(line);
    if (frame === null) this.socket?.destroy();
    else if ('event' in frame) this.tell(frame.event, frame.payload);
    else this.settle(frame);
  }

  private settle(frame: CallAnswer): void {
    // Without an id the connection itself was refused, and every call on it with that.
    const calls = frame.id === null ? [...this.pending.values()] : [this.pending.get(frame.id)];
    for (const call of calls) {
      if (frame.ok) call?.resolve(frame.value);
      else call?.reject(ExecutorError.fromObject(frame.error));
    }
  }

  private tell(name: string, payload: unknown): void {
    const definition = Object.hasOwn(contract, name) ? contract[name as EventName] : null;
    if (definition?.kind !== 'event') return;
    const parsed = definition.payload.safeParse(payload);
    if (parsed.success) this.subscriber?.listener(name as EventName, parsed.data as EventPayload<EventName>);
  }

  private forget(): void {
    this.socket = null;
    this.connecting = null;
    const { subscriber } = this;
    this.subscriber = null;
    for (const call of [...this.pending.values()]) call.reject(new ExecutorError('CONTROL_DISCONNECTED'));
    subscriber?.onEnd();
  }
}

function parseFrame(line: Buffer): AnswerFrame | null {
  try {
    const parsed = answerFrame.safeParse(JSON.parse(line.toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    // Not JSON: whatever listens there is no executor.
    return null;
  }
}

function toConnectError(error: NodeJS.ErrnoException): ExecutorError {
  const nobodyListens = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(error.code ?? '');
  if (nobodyListens) return new ExecutorError('EXECUTOR_NOT_RUNNING', {}, { cause: error });
  return new ExecutorError('CONTROL_UNAVAILABLE', { reason: error.code ?? 'UNKNOWN' }, { cause: error });
}
