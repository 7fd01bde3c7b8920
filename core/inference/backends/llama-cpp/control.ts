import { type Clock, delay } from '../../../foundation/clock.ts';
import { backendError, upstreamError } from '../errors.ts';
import type { JsonApi } from '../http/json-api.ts';
import { errorTextOf } from '../http/read-bounded.ts';
import type { ModelControl } from '../interface.ts';
import { LOAD_POLL_MS, LOAD_TIMEOUT_MS } from '../limits.ts';
import { routerStates } from './parse.ts';

/** States of a model that a router holds nothing of. */
const gone: ReadonlySet<string> = new Set(['unloaded', 'sleeping', 'failed', 'downloading']);

/**
 * Loads and unloads models of a llama-server that is a router. How a model is loaded stands in the router's own
 * presets, so nothing of it can be told.
 *
 * @throws `BACKEND_NO_CONTROL` from its methods where the server runs one model.
 */
export function createLlamaCppControl(
  { api, clock }: { readonly api: JsonApi; readonly clock: Clock },
  { backend, toBackendModel }: { readonly backend: string; toBackendModel(id: string): string },
): ModelControl {
  async function stateOf(model: string, signal: AbortSignal): Promise<string> {
    const { status, body } = await api.get('/v1/models', { signal });
    if (status !== 200) throw upstreamError(backend, status, errorTextOf(body));
    const states = routerStates(body);
    if (states === null) throw backendError('BACKEND_NO_CONTROL', backend);
    const state = states.get(model);
    if (state === undefined) throw backendError('BACKEND_MODEL_NOT_FOUND', backend);
    return state;
  }

  /** The router answers before it is done, so the list is looked at until it says so. */
  async function waitFor(model: string, isDone: (state: string) => boolean, signal: AbortSignal): Promise<void> {
    const endsMs = clock.monotonicMs() + LOAD_TIMEOUT_MS;
    while (!isDone(await stateOf(model, signal))) {
      if (clock.monotonicMs() > endsMs) throw backendError('BACKEND_TIMEOUT', backend, { phase: 'load' });
      await delay(clock, LOAD_POLL_MS, signal).catch(() => {
        throw backendError('BACKEND_ABORTED', backend);
      });
    }
  }

  async function command(path: string, model: string, signal: AbortSignal): Promise<void> {
    const { status, body } = await api.post(path, { model }, { signal });
    if (status !== 200) throw upstreamError(backend, status, errorTextOf(body));
  }

  return {
    async load(id, { signal }) {
      const model = toBackendModel(id);
      const state = await stateOf(model, signal);
      // It wakes with the next request, and by nothing else.
      if (state === 'sleeping') return;
      if (gone.has(state)) await command('/models/load', model, signal);
      await waitFor(
        model,
        (now) => {
          if (now === 'failed') throw backendError('BACKEND_FAILED', backend, { reason: 'load' });
          return now === 'loaded';
        },
        signal,
      );
    },
    async unload(id, { signal }) {
      const model = toBackendModel(id);
      if (gone.has(await stateOf(model, signal))) return;
      await command('/models/unload', model, signal);
      await waitFor(model, (now) => gone.has(now), signal);
    },
  };
}
