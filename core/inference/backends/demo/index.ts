import { delay } from '../../../foundation/clock.ts';
import { backendError } from '../errors.ts';
import {
  type Completion,
  type CompletionOptions,
  type CompletionRequest,
  type ModelInfo,
  unknownFacts,
  unknownModel,
} from '../interface.ts';
import type { BackendKind } from '../kind.ts';
import { writeScript } from './script.ts';

/** The models of the demo; their names say what they are. */
const demoModels: readonly ModelInfo[] = ['demo-chat-8b', 'demo-story-3b'].map((id) => ({
  ...unknownModel(id),
  state: 'loaded',
  loadedContextLength: 8192,
  maxContextLength: 8192,
  architecture: 'demo',
}));

/** Answers in this process with prepared texts, at the speed of a model on a gaming PC. */
export const demo: BackendKind = {
  summary: 'Prepared answers, for the demo and without any model.',
  create({ clock }, settings) {
    const name = settings.name ?? 'demo';
    const refuseAborted = (signal: AbortSignal) => {
      if (signal.aborted) throw backendError('BACKEND_ABORTED', name);
    };

    async function complete(request: CompletionRequest, options: CompletionOptions): Promise<Completion> {
      refuseAborted(options.signal);
      if (!demoModels.some(({ id }) => id === request.model)) throw backendError('BACKEND_MODEL_NOT_FOUND', name);
      const { pieces, inboundTokens, finishReason, firstPieceDelayMs, pieceDelayMs } = writeScript(request);
      const startedAtMs = clock.monotonicMs();
      let timeToFirstTokenMs: number | null = null;
      for (let sent = 1; sent <= pieces.length; sent += 1) {
        await delay(clock, sent === 1 ? firstPieceDelayMs : pieceDelayMs, options.signal).catch(() => {
          throw backendError('BACKEND_ABORTED', name);
        });
        timeToFirstTokenMs ??= clock.monotonicMs() - startedAtMs;
        options.onProgress?.({ outboundTokens: sent, timeToFirstTokenMs });
      }
      return {
        content: pieces.join(''),
        inboundTokens,
        outboundTokens: pieces.length,
        countedBy: 'backend',
        finishReason,
        timeToFirstTokenMs,
        durationMs: clock.monotonicMs() - startedAtMs,
      };
    }

    return {
      kind: 'demo',
      name,
      complete,
      async listModels({ signal }) {
        refuseAborted(signal);
        return demoModels;
      },
      async healthCheck({ signal }) {
        refuseAborted(signal);
        return { latencyMs: 0, version: 'demo' };
      },
      version: async () => 'demo',
      control: null,
      async facts({ signal }) {
        refuseAborted(signal);
        return { ...unknownFacts, version: 'demo', authentication: 'open' };
      },
      async close() {},
    };
  },
};
