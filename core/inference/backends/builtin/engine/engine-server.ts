import type { CompleteMessage, FromEngine, LoadMessage, ToEngine } from '../protocol.ts';
import { readToEngine } from '../protocol.ts';
import { EngineFailure, failureOf } from './failures.ts';
import { generate } from './generate.ts';
import { computeName, loadLibrary, startLlama } from './llama.ts';
import { type LoadedModel, loadModel } from './loaded-model.ts';
import { readHeader } from './read-header.ts';
import type { Transport } from './transport.ts';

/** Does what the executor asks: one model at most, and its requests. */
export class EngineServer {
  readonly #transport: Transport;
  readonly #running = new Map<number, AbortController>();
  #model: LoadedModel | null = null;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  listen(): void {
    this.#transport.onText((text) => {
      const message = readToEngine(text);
      // The executor does not send such a thing; whoever does is not served.
      if (message === null) process.exit(1);
      void this.#take(message);
    });
  }

  async #take(message: ToEngine): Promise<void> {
    const { id } = message;
    if (message.type === 'abort') return this.#running.get(id)?.abort();
    try {
      this.#send(await this.#answer(message));
    } catch (error) {
      const { reason, figures } = failureOf(error, 'failed');
      this.#send({ type: 'failed', id, reason, ...(figures === undefined ? {} : { figures: { ...figures } }) });
    }
  }

  #answer(message: Exclude<ToEngine, { type: 'abort' }>): Promise<FromEngine> | FromEngine {
    switch (message.type) {
      case 'ping':
        return { type: 'pong', id: message.id };
      case 'describe':
        return this.#describe(message.id, message.gpu);
      case 'inspect':
        return readHeader(message.file).then((header) => ({ type: 'inspected', id: message.id, header }));
      case 'load':
        return this.#load(message);
      case 'complete':
        return this.#complete(message);
    }
  }

  async #describe(id: number, gpu: LoadMessage['gpu']): Promise<FromEngine> {
    try {
      const { getModuleVersion } = await loadLibrary();
      const llama = await startLlama({ gpu, threads: 1 });
      const version = `node-llama-cpp ${await getModuleVersion()}, llama.cpp ${llama.llamaCppRelease.release}`;
      return { type: 'described', id, version: version.slice(0, 64), gpu: computeName(llama) };
    } catch (error) {
      throw failureOf(error, 'no-engine');
    }
  }

  async #load(message: LoadMessage): Promise<FromEngine> {
    const { id } = message;
    if (this.#model !== null) throw new EngineFailure('failed');
    let told = 0;
    const loaded = await loadModel(message, (fraction) => {
      // One message a percent is enough.
      if (fraction - told < 0.01) return;
      told = fraction;
      this.#send({ type: 'progress', id, fraction: Math.min(1, fraction) });
    });
    this.#model = loaded;
    const { context, model, parallel, gpuMemoryBytes } = loaded;
    return {
      type: 'loaded',
      id,
      contextLength: context.contextSize,
      parallel,
      gpuLayers: model.gpuLayers,
      gpuMemoryBytes,
    };
  }

  async #complete(message: CompleteMessage): Promise<FromEngine> {
    const { id } = message;
    if (this.#model === null) throw new EngineFailure('failed');
    const abort = new AbortController();
    this.#running.set(id, abort);
    try {
      const onTokens = (outboundTokens: number) => this.#send({ type: 'token', id, outboundTokens });
      const generated = await generate(this.#model, message, { signal: abort.signal, onTokens });
      return { type: 'done', id, ...generated };
    } catch (error) {
      throw abort.signal.aborted ? new EngineFailure('aborted') : error;
    } finally {
      this.#running.delete(id);
    }
  }

  #send(message: FromEngine): void {
    this.#transport.send(JSON.stringify(message));
  }
}
