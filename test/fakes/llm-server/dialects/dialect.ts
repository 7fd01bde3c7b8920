import type { ServerResponse } from 'node:http';
import type { Chat } from '../answers/script.ts';
import type { AnswerWriter } from '../answers/writer.ts';
import type { ModelMemory } from '../memory.ts';
import type { Slots } from '../slots.ts';
import type { LlmServerOptions } from '../types.ts';

/** A request that is no chat. */
export interface Call {
  readonly method: string;
  /** Without what follows a question mark. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** What the program is doing. */
export interface Program {
  readonly memory: ModelMemory;
  readonly slots: Slots;
  readonly options: LlmServerOptions;
  /** Everything that needs the model is refused. */
  readonly loading: boolean;
}

/** A small answer: JSON, or text where `body` is one. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** The API of one program. */
export interface Dialect {
  readonly chatPaths: ReadonlySet<string>;
  /** Paths of model lists, which have faults of their own. */
  readonly listPaths: ReadonlySet<string>;
  /** Paths that need no access key. */
  readonly openPaths: ReadonlySet<string>;
  /** What a path that it does not know is answered with. */
  readonly unknownPathStatus: 200 | 404;
  /** Answers what is no chat; undefined for a path that it does not know. */
  answer(call: Call, program: Program): Reply | undefined | Promise<Reply | undefined>;
  /** Reads a chat; null for a body that is none, undefined for one that `answer` is for. */
  readChat(body: unknown): Chat | null | undefined;
  /** Makes the model ready; a reply refuses the chat. */
  prepare(chat: Chat, program: Program): Promise<Reply | null>;
  errorBody(message: string, type?: string): unknown;
  openAnswer(response: ServerResponse, chat: Chat): AnswerWriter;
}

/** Loads what is asked for, or refuses it, as programs do that know their models by name. */
export async function loadOnDemand(chat: Chat, { memory, options }: Program): Promise<'ready' | 'unknown'> {
  const model = memory.find(chat.model);
  if (model === undefined) return 'unknown';
  if (model.state === 'loaded') return 'ready';
  if (options.loadsOnDemand === false) return 'unknown';
  await memory.load(model.id, chat.contextLength);
  return 'ready';
}
