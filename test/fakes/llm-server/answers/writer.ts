import type { Piece, Script } from './script.ts';

/** Bytes of one piece of filler. */
export const FILLER_BYTES = 65_536;

/**
 * The sending side of one answer in one dialect, faults included.
 * What sends resolves to false once the client has left.
 */
export interface AnswerWriter {
  /** Sends the headers at once, as real servers do while they still read the prompt. */
  begin(): Promise<boolean>;
  /** Sends one piece; `usage` goes with it where the dialect has a place for it. */
  sendPiece(piece: Piece, usage?: Script['usage']): Promise<boolean>;
  /** Sends one line until the client leaves. */
  sendEndlessLine(): Promise<false>;
  /** Sends an error in the middle and ends. */
  sendError(message: string): Promise<void>;
  /** Sends something that is not JSON where JSON belongs. */
  sendBadJson(text: string): Promise<boolean>;
  /** Ends as if the answer were complete, without saying so. */
  endEarly(): void;
  /** Says why the answer ends, and its counts; null states none. */
  finish(finishReason: Script['finishReason'], usage: Script['usage'] | null): Promise<void>;
}
