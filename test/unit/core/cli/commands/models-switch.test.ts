import { expect, it } from 'vitest';
import { ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { createFakeControlTarget } from '../../../../fakes/control-target.ts';
import { createTestCli } from '../../../../utils/cli.ts';

const served = async () => {
  const cli = createTestCli();
  const target = createFakeControlTarget();
  await cli.serve(target);
  return { cli, target, id: target.scene.models[0]?.id ?? '' };
};

it.each([
  ['load', /^.+ is loaded\.$/m],
  ['unload', /^.+ is unloaded\.$/m],
  ['enable', /^.+ is offered\.$/m],
  ['disable', /^.+ is offered no longer; "models enable" offers it again\.$/m],
] as const)('models %s says what came of it, and gives the list with --json', async (command, text) => {
  const { cli, target, id } = await served();
  const { status, out } = await cli.run(['models', command, id]);
  expect(status).toBe(0);
  expect(out).toMatch(text);
  expect(target.calls.at(-1)).toMatchObject({ name: `models.${command}`, input: { id } });
  expect((await cli.run(['models', command, id, '--json'])).json()).toEqual(target.scene.models);
});

it.each(['load', 'unload', 'enable', 'disable'])('models %s tells why it cannot be done', async (command) => {
  const cli = createTestCli();
  expect((await cli.run(['models', command, 'm', '--json'])).json()).toMatchObject({
    error: { code: 'EXECUTOR_NOT_RUNNING' },
  });
  const target = createFakeControlTarget();
  const fail = async () => Promise.reject(new ExecutorError('MODEL_NOT_FOUND', { model: 'm' }));
  await cli.serve({ ...target, handlers: { ...target.handlers, [`models.${command}`]: fail } });
  const { status, err } = await cli.run(['models', command, 'm']);
  expect(status).toBe(64);
  expect(err).toContain('No model program lists a model of this name.');
  expect(err).toContain('models list');
  expect((await cli.run(['models', command, ''])).status).toBe(64);
});

it('models list shows further names, what it needs, how far it is and how fast it is', async () => {
  const { cli, target } = await served();
  const [first] = target.scene.models;
  if (!first) throw new Error('no model');
  const performance = { tokensPerSecond: 41.26, timeToFirstTokenMs: 310, source: 'measured' as const };
  const loading = { ...first, id: 'a', aliases: ['fast'], state: 'loading' as const, loadProgress: 0.426 };
  target.update({ models: [{ ...loading, needsBytes: 8_200_000_000, performance }] });
  const { out } = await cli.run(['models', 'list']);
  expect(out).toMatch(/^a = fast +.*loading 42% +8\.2 GB .*41\.3 tokens\/s, first after 310 ms \(measured\)/m);
});
