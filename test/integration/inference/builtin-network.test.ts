import { expect, test } from 'vitest';
import { going } from '../../utils/backend.ts';
import { modelsFolder } from '../../utils/builtin.ts';
import { everything, launchRigExecutor } from '../../utils/executor-rig.ts';
import { eventually, startLocalNetwork } from '../../utils/network.ts';

test('a model file answers a client of the network: signed, charged by its own counts, and in the books', async () => {
  const network = await startLocalNetwork();
  const dataFolder = await modelsFolder({ tiny: {} });
  const { executor } = await launchRigExecutor(dataFolder, {
    'network.bootstrap_peers': [network.validator.address],
    'llm_client.backend': 'builtin',
    'pricing.base_inbound_price': '0.0001',
    'pricing.base_outbound_price': '0.0002',
  });
  const signal = going();
  await eventually(async () => (await executor.handlers['status.get']({}, { signal })).state === 'serving');
  const client = await network.addClient();
  const answers = await Promise.all(
    ['What is a weft?', 'And a warp?', 'And a loom?'].map((prompt) =>
      client.request({ model: 'tiny', prompt, temperature: 0.8, maxOutboundTokens: 400, signal }),
    ),
  );
  for (const answer of answers) {
    expect(answer.content).toMatch(/^\S+( \S+){2,}\.$/);
    expect(answer.modelUsed).toBe('tiny');
  }
  await eventually(async () => {
    const { total } = await executor.handlers['earnings.get'](everything, { signal });
    return total.answers === 3;
  });
  const { total } = await executor.handlers['earnings.get'](everything, { signal });
  expect(total.outboundTokens).toBe(answers.reduce((sum, { outboundTokens }) => sum + Number(outboundTokens), 0));
  expect(BigInt(total.accruedWei)).toBe(
    BigInt(total.inboundTokens) * 10n ** 14n + BigInt(total.outboundTokens) * 2n * 10n ** 14n,
  );
  const [model] = await executor.handlers['models.refresh']({}, { signal });
  expect(model).toMatchObject({ id: 'tiny', state: 'loaded' });
});
