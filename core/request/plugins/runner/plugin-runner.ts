import { pathToFileURL } from 'node:url';
import type { SignedLlmRequest } from '../../../protocol/index.ts';
import type { PluginContext, PluginFigures, PluginResponse } from '../../hooks/index.ts';
import type { CallMessage, FromPlugin, LoadMessage, RequestText, ResponseText, ToPlugin } from '../protocol.ts';
import { codeOf, deepFreeze } from './freeze.ts';
import { type LoadedModule, readModule } from './shape.ts';
import type { Transport } from './transport.ts';

/** Loads one plugin and calls its hooks as the executor says. */
export class PluginRunner {
  readonly #transport: Transport;
  #module: LoadedModule | null = null;
  #config: PluginContext['config'] = {};
  #timeoutMs = 0;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  listen(): void {
    this.#transport.onLine((line) => this.#take(JSON.parse(line) as ToPlugin));
  }

  #take(message: ToPlugin): void {
    if (message.type === 'ping') this.#send({ type: 'pong', id: message.id });
    else if (message.type === 'load') void this.#load(message);
    else void this.#call(message);
  }

  async #load({ file, config, timeoutMs }: LoadMessage): Promise<void> {
    this.#config = deepFreeze(config);
    this.#timeoutMs = timeoutMs;
    try {
      this.#module = readModule(await import(pathToFileURL(file).href));
      const { hooks, reasons } = this.#module;
      this.#send({ type: 'loaded', hooks, reasons: reasons.slice(0, 32).map((reason) => reason.slice(0, 64)) });
    } catch (error) {
      const problem = error instanceof Error ? error.message : '';
      this.#send({ type: 'unloadable', code: codeOf(error), problem: problem.slice(0, 300) });
    }
  }

  async #call(message: CallMessage): Promise<void> {
    const { id } = message;
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.#timeoutMs);
    try {
      this.#answer(id, await this.#run(message, abort.signal));
    } catch (error) {
      this.#send({ type: 'failed', id, code: codeOf(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  #run(message: CallMessage, signal: AbortSignal): unknown {
    const plugin = this.#module?.plugin;
    const log = (figures: unknown) => this.#send({ type: 'log', id: message.id, figures: figuresOf(figures) });
    const context = Object.freeze({ ...message.facts, signal, config: this.#config, log });
    switch (message.hook) {
      case 'onRequest':
        return plugin?.onRequest?.(context, revive(message.request));
      case 'beforeExecution':
        return plugin?.beforeExecution?.(context);
      case 'onVoid':
        return plugin?.onVoid?.(context, message.code);
      default:
        return plugin?.[message.hook]?.(context, reviveResponse(message.response));
    }
  }

  /** Sends what a hook returned. A reason is sent as its place among those that the module declared. */
  #answer(id: number, result: unknown): void {
    const decision = (typeof result === 'object' && result !== null ? result : {}) as Record<string, unknown>;
    if (result !== undefined && decision.action !== 'accept' && decision.action !== 'reject') {
      this.#send({ type: 'failed', id, code: 'NO_DECISION' });
      return;
    }
    const reason = this.#module?.reasons.indexOf(decision.reason as string) ?? -1;
    this.#send({
      type: 'done',
      id,
      action: decision.action === 'reject' ? 'reject' : 'accept',
      reason: reason < 0 ? null : reason,
    });
  }

  #send(message: FromPlugin): void {
    this.#transport.send(JSON.stringify(message));
  }
}

/** What is short enough to be sent; the executor decides what gets into its log. */
function figuresOf(figures: unknown): PluginFigures {
  const isFigure = ([name, value]: [string, unknown]) =>
    name.length <= 32 && (typeof value === 'number' || typeof value === 'boolean');
  return Object.fromEntries(Object.entries(Object(figures)).filter(isFigure).slice(0, 16)) as PluginFigures;
}

/** Gives the numbers of 64 bits back their type. */
function revive({ payload, signer, timestamp, nonce }: RequestText): SignedLlmRequest {
  return deepFreeze({
    payload: { ...payload, nonce: BigInt(payload.nonce), deadline: BigInt(payload.deadline) },
    signer,
    timestamp: BigInt(timestamp),
    nonce: nonce === null ? null : BigInt(nonce),
    // The signature stays with the executor.
    signature: new Uint8Array(0),
  });
}

function reviveResponse({ chargeWei, ...rest }: ResponseText): PluginResponse {
  return deepFreeze({ ...rest, chargeWei: chargeWei === null ? null : BigInt(chargeWei) });
}
