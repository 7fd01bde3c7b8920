import type { z } from 'zod';

/** A question without effect. */
export interface QueryDefinition<Input extends z.ZodType, Output extends z.ZodType> {
  readonly kind: 'query';
  readonly about: string;
  readonly input: Input;
  readonly output: Output;
}

/** A call that changes something. */
export interface CommandDefinition<Input extends z.ZodType, Output extends z.ZodType> {
  readonly kind: 'command';
  readonly about: string;
  readonly input: Input;
  readonly output: Output;
}

/** Something that the executor tells by itself. Each event carries the whole new value, so a missed one does no harm. */
export interface EventDefinition<Payload extends z.ZodType> {
  readonly kind: 'event';
  readonly about: string;
  readonly payload: Payload;
}

export const query = <Input extends z.ZodType, Output extends z.ZodType>(
  about: string,
  input: Input,
  output: Output,
): QueryDefinition<Input, Output> => ({ kind: 'query', about, input, output });

export const command = <Input extends z.ZodType, Output extends z.ZodType>(
  about: string,
  input: Input,
  output: Output,
): CommandDefinition<Input, Output> => ({ kind: 'command', about, input, output });

export const event = <Payload extends z.ZodType>(about: string, payload: Payload): EventDefinition<Payload> => ({
  kind: 'event',
  about,
  payload,
});
