import { expect, test } from 'vitest';
import { RefusedError } from '../../../core/client/index.ts';
import { randomIdentity } from '../../../core/identity/index.ts';
import {
  addEchoExecutor,
  announced,
  answering,
  eventually,
  offerOf,
  signedAnswer,
  startLocalNetwork,
} from '../../utils/network.ts';

test('a client finds an executor through the validator and verifies its answer', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  await eventually(() => network.validator.providers.length === 1);
  const client = await network.addClient();

  const [found] = await client.findExecutors();
  expect(found).toMatchObject({ peerId: executor.identity.peerId, address: executor.identity.address });

  const answer = await client.request({ model: 'a-model', prompt: 'hello' });
  expect(answer).toMatchObject({
    content: 'hello',
    inboundTokens: 3n,
    outboundTokens: 5n,
    totalCostWei: 6_500_000_000_000_000n,
    failedExecutors: 0,
  });
  expect(answer.executor.peerId).toBe(executor.identity.peerId);
  const { foundMs, connectedMs, sentMs, firstByteMs, totalMs } = answer.timings;
  expect([foundMs, connectedMs, sentMs, firstByteMs, totalMs]).toEqual(
    [foundMs, connectedMs, sentMs, firstByteMs, totalMs].toSorted((left, right) => left - right),
  );
  await eventually(() => executor.handedOver.length === 1);
  expect(executor.handedOver).toEqual([{ complete: true }]);
});

test('an executor is found by a client that has no other bootstrap node', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network, { bootstrapPeers: [] });
  const [address = ''] = executor.network.status().listenAddresses;
  const client = await network.addClient({ bootstrapPeers: [address] });
  const answer = await client.request({ model: 'a-model', prompt: 'straight' });
  expect(answer.content).toBe('straight');
});

test('the next executor is asked when one closes without an answer', async () => {
  const network = await startLocalNetwork({ random: { fraction: () => 0.5, id: () => 'id' } });
  const closing = await network.addExecutor(async () => ({ kind: 'close' }));
  closing.network.setOffer(offerOf('a-model'));
  await announced(closing);
  await eventually(() => network.validator.providers.length === 1);
  const executor = await addEchoExecutor(network);
  await eventually(() => network.validator.providers.length === 2);
  const client = await network.addClient();
  const answer = await client.request({ model: 'a-model', prompt: 'again' });
  expect(answer.executor.peerId).toBe(executor.identity.peerId);
  expect(answer.failedExecutors).toBe(1);
});

test('a refusal ends the attempt and gives the words of the executor in a field of their own', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const executor = await network.addExecutor(
    async () => ({ kind: 'answer', bytes: signedAnswer(identity, { error: 'no, thanks' }), onHandedOver: () => {} }),
    { identity },
  );
  const client = await network.addClient();
  const [address = ''] = executor.network.status().listenAddresses;
  const refused = client.request({ model: 'm', prompt: 'p', executor: `${address}/p2p/${identity.peerId}` });
  await expect(refused).rejects.toBeInstanceOf(RefusedError);
  await expect(refused).rejects.toMatchObject({ code: 'NETWORK_REFUSED', refusal: 'no, thanks' });
  const error: unknown = await refused.catch((reason: unknown) => reason);
  expect(JSON.stringify(error instanceof RefusedError && error.toObject())).not.toContain('no, thanks');
});

test('an answer signed by another key than the executor asked is not believed', async () => {
  const network = await startLocalNetwork();
  const { handler } = answering(randomIdentity(), () => 'forged');
  const executor = await network.addExecutor(handler);
  const client = await network.addClient();
  const [address = ''] = executor.network.status().listenAddresses;
  const asked = client.request({ model: 'm', prompt: 'p', executor: `${address}/p2p/${executor.identity.peerId}` });
  await expect(asked).rejects.toMatchObject({ code: 'NETWORK_ANSWER_UNVERIFIED' });
});

test('a client says what is missing: no node, no executor', async () => {
  const network = await startLocalNetwork();
  const client = await network.addClient();
  await expect(client.findExecutors()).rejects.toMatchObject({ code: 'NETWORK_NO_EXECUTOR' });
  const lost = await network.addClient({ bootstrapPeers: ['/ip4/127.0.0.1/tcp/1'] });
  await expect(lost.findExecutors()).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE' });
});
