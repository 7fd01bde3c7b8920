import { expect, it } from 'vitest';
import { Executor } from '../../../../../core/index.ts';

const executor = new Executor();
const accept = () => ({ action: 'accept' });

/** Mistakes that only programs without types can make. */
const mistakes: readonly (readonly [title: string, run: () => unknown, key: string])[] = [
  ['no client', () => executor.setLlmClient(undefined as never), 'LlmClient.complete'],
  ['half a client', () => executor.setLlmClient({ complete: async () => {} } as never), 'LlmClient.listModels'],
  ['no filter', () => executor.addRequestFilter(undefined as never), 'RequestFilter'],
  ['an object for a filter', () => executor.addRequestFilter({ accept } as never), 'RequestFilter'],
  ['no transformer', () => executor.setResponseTransformer(null as never), 'ResponseTransformer'],
  ['a handler without steps', () => executor.setRequestHandler({ validate: accept } as never), 'RequestHandler'],
  ['a plugin without hooks', () => executor.registerPlugin({ name: 'none' }), 'Plugin'],
  ['a plugin without a name', () => executor.registerPlugin({ onRequest: accept } as never), 'Plugin.name'],
  ['a name of two lines', () => executor.registerPlugin({ name: 'a\nb', onRequest: () => {} }), 'Plugin.name'],
];

it.each(mistakes)('%s is refused at once', (_title, run, key) => {
  const problems = expect.arrayContaining([expect.objectContaining({ key })]);
  expect(run).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', details: { problems } }));
});
