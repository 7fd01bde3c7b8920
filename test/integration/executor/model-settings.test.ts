import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LoggedAnnouncement } from '../../../core/testing/index.ts';
import type { FakeModel } from '../../fakes/llm-server/index.ts';
import { type ExecutorRig, launchRigExecutor, startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

const model = (id: string): FakeModel => ({ id, type: 'llm', loaded: true, contextLength: 8192 });
const models = [model('cheap'), model('dear'), model('off')];
const eth = (text: string) => `"0.000${text}"`;

/** The first announcement that has models in it. */
async function announced(rig: ExecutorRig): Promise<LoggedAnnouncement['models']> {
  const found = () => rig.network.validator.registry.log.findLast((entry) => entry.modelIds.length > 0);
  await eventually(() => found() !== undefined);
  return found()?.models ?? [];
}

const chat = async (rig: ExecutorRig, name: string) => (await rig.client()).request({ model: name, prompt: 'Hello' });

test('each model is charged at its own price, in each direction', async () => {
  const config = `
[[models]]
name = "cheap"
inbound_price = ${eth('1')}
outbound_price = ${eth('2')}

[[models]]
name = "dear"
inbound_price = ${eth('3')}
`;
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  const wei = 10n ** 14n;
  const cheap = await chat(rig, 'cheap');
  expect(cheap.totalCostWei).toBe(cheap.inboundTokens * 1n * wei + cheap.outboundTokens * 2n * wei);
  const dear = await chat(rig, 'dear');
  expect(dear.totalCostWei).toBe(dear.inboundTokens * 3n * wei + dear.outboundTokens * 9n * wei);
  const prices = (await announced(rig)).map((one) => [one.model_id, one.pricing?.input_token_price]);
  expect(prices).toEqual(
    expect.arrayContaining([
      ['cheap', `${wei}`],
      ['dear', `${3n * wei}`],
      ['off', `${4n * wei}`],
    ]),
  );
});

test('a price of one model that today’s client refuses is told, whatever the others cost', async () => {
  const rig = await startExecutorRig({ models }, { config: '[[models]]\nname = "dear"\noutbound_price = "0.0011"\n' });
  await rig.state('serving');
  const { problems } = await rig.call('status.get', {});
  expect(problems.map(({ code }) => code)).toEqual(['PRICING_ABOVE_CLIENT_OFFER']);
});

test('a model that the backend gets later is answered after refresh_interval_secs', async () => {
  const rig = await startExecutorRig({ models }, { config: '[model_discovery]\nrefresh_interval_secs = 1\n' });
  await rig.state('serving');
  rig.backend.setModels([...models, model('later')]);
  // The wait ends well before the 15 seconds that are usual.
  await eventually(async () => (await rig.call('models.list', {})).some(({ id }) => id === 'later'));
  expect((await chat(rig, 'later')).content).not.toBe('');
});

test('a model that is switched off is neither announced nor answered', async () => {
  const rig = await startExecutorRig({ models }, { config: '[[models]]\nname = "off"\nenabled = false\n' });
  await rig.state('serving');
  expect((await announced(rig)).map((one) => one.model_id)).toEqual(['cheap', 'dear']);
  await expect(chat(rig, 'off')).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  expect((await chat(rig, 'dear')).content).toContain('Hello');
  expect(rig.backend.chats).toHaveLength(1);
});

test('the announced context is the smaller one of the limit and what the backend has', async () => {
  const config =
    '[[models]]\nname = "cheap"\ncontext_length = 1000\n[[models]]\nname = "dear"\ncontext_length = 99999\n';
  const rig = await startExecutorRig({ models }, { config });
  await rig.state('serving');
  const lengths = (await announced(rig)).map((one) => [one.model_id, one.capabilities.max_context_length]);
  expect(Object.fromEntries(lengths)).toEqual({ cheap: 1000, dear: 4096, off: 4096 });
});

test('without discovery only listed models are offered, and what is not advertised is answered all the same', async () => {
  const listed = '[[models]]\nname = "cheap"\n[model_discovery]\n';
  const rig = await startExecutorRig({ models }, { config: `${listed}advertise_models = false\n` });
  await rig.state('serving');
  expect((await announced(rig)).map((one) => one.model_id)).toEqual(['cheap']);
  expect((await chat(rig, 'dear')).content).toContain('Hello');

  const other = await startExecutorRig({ models }, { config: `${listed}enabled = false\n` });
  await other.state('serving');
  expect((await announced(other)).map((one) => one.model_id)).toEqual(['cheap']);
  await expect(chat(other, 'dear')).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
});

test('LLOOM_EXECUTOR_MODELS names the only models that are served', async () => {
  const rig = await startExecutorRig({ models }, { env: { LLOOM_EXECUTOR_MODELS: 'dear, off' } });
  await rig.state('serving');
  expect((await announced(rig)).map((one) => one.model_id)).toEqual(['dear', 'off']);
  await expect(chat(rig, 'cheap')).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  expect((await chat(rig, 'off')).content).toContain('Hello');
});

test('what this version does not have is refused at the start, every key of it named', async () => {
  const rig = await startExecutorRig();
  await rig.launched.stop('now');
  const file = join(rig.dataFolder, 'config.toml');
  writeFileSync(file, '[pricing]\nstrategy = "dynamic"\nbase_multiplier = 2\n');
  await expect(launchRigExecutor(rig.dataFolder)).rejects.toMatchObject({
    code: 'FEATURE_NOT_AVAILABLE',
    details: { feature: 'pricing', keys: ['pricing.strategy (line 2)', 'pricing.base_multiplier (line 3)'] },
  });
});
