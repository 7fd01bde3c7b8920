import { countsOrNull, type TokenCounts } from '../chat/usage.ts';
import type { CompletionRequest } from '../interface.ts';
import type { CustomSettings } from '../settings.ts';
import { fillTemplate, readPath } from './template.ts';

/** An answer of a program with an API of its own. */
export interface CustomAnswer {
  readonly content: string;
  /** Null where it states none: then they are counted here. */
  readonly counts: TokenCounts | null;
  /** Null where it does not say why it ended. */
  readonly finishReason: string | null;
}

/** What stands between us and an API of its own. May throw; what it throws is told to nobody. */
export interface CustomAdapter {
  /** The body that is sent, as a JSON value. */
  toBody(request: CompletionRequest): unknown;
  /**
   * Reads a whole answer.
   *
   * @returns null when the body is no answer; an error's text where it says that it failed.
   */
  read(body: unknown): CustomAnswer | { readonly error: string } | null;
}

/** The adapter that the configuration describes. */
export function adapterOf({ requestTemplate, responsePaths }: CustomSettings): CustomAdapter {
  return {
    toBody: (request) => fillTemplate(requestTemplate, request),
    read(body) {
      const error = readPath(body, responsePaths.error);
      if (isSaid(error)) return { error: typeof error === 'string' ? error : JSON.stringify(error) };
      const content = readPath(body, responsePaths.content);
      if (typeof content !== 'string') return null;
      const finishReason = readPath(body, responsePaths.finishReason);
      return {
        content,
        counts: countsOrNull(readPath(body, responsePaths.inboundTokens), readPath(body, responsePaths.outboundTokens)),
        finishReason: typeof finishReason === 'string' ? finishReason : null,
      };
    },
  };
}

const isSaid = (value: unknown) => value !== undefined && value !== null && value !== false && value !== '';
