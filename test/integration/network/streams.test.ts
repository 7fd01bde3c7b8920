import { expect, test } from 'vitest';
import { randomIdentity } from '../../../core/identity/index.ts';
import { addEchoExecutor, answering, eventually, signedAnswer, startLocalNetwork } from '../../utils/network.ts';

const MIB = 1024 * 1024;

test('answers of 5 and 10 MB arrive in full', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const { handler, handedOver } = answering(identity, (prompt) => 'x'.repeat(Number(prompt)));
  const executor = await network.addExecutor(handler, { identity, bootstrapPeers: [] });
  const address = `${executor.network.status().listenAddresses[0]}/p2p/${identity.peerId}`;
  const client = await network.addClient();
  for (const bytes of [5_000_000, 10 * MIB - 1024]) {
    const answer = await client.request({ model: 'm', prompt: String(bytes), executor: address });
    expect(answer.content.length).toBe(bytes);
  }
  expect(handedOver).toEqual([{ complete: true }, { complete: true }]);
});

test('64 requests at once over one connection are all answered', async () => {
  const network = await startLocalNetwork();
  const executor = await addEchoExecutor(network);
  const client = await network.addClient();
  await client.connect(`${executor.network.status().listenAddresses[0]}/p2p/${executor.identity.peerId}`);
  const prompts = Array.from({ length: 64 }, (_, index) => `prompt ${index}`);
  const answers = await Promise.all(
    prompts.map((prompt) => client.request({ model: 'a-model', prompt, executor: executor.identity.peerId })),
  );
  expect(answers.map((answer) => answer.content)).toEqual(prompts);
});

test('64 clients that dial at once are all answered', { timeout: 60_000 }, async () => {
  const network = await startLocalNetwork();
  // All handshakes share this process, so they may take long on a busy machine.
  const executor = await addEchoExecutor(network, { limits: { handshakeTimeoutMs: 50_000 } });
  const address = `${executor.network.status().listenAddresses[0]}/p2p/${executor.identity.peerId}`;
  const clients = await Promise.all(Array.from({ length: 64 }, () => network.addClient({ dialTimeoutMs: 50_000 })));
  const answers = await Promise.all(
    clients.map((client, index) => client.request({ model: 'a-model', prompt: `${index}`, executor: address })),
  );
  expect(answers.map((answer) => answer.content)).toEqual(clients.map((_, index) => `${index}`));
  expect(executor.network.status().counters.connectionsRefused).toBe(0);
});

test('the work on a request is aborted at once when its client resets the stream', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const aborted = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const { handler, handedOver } = answering(identity, async (_prompt, signal) => {
    started.resolve();
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    aborted.resolve();
    return 'too late';
  });
  const executor = await network.addExecutor(handler, { identity, bootstrapPeers: [] });
  const client = await network.addClient();
  const leaving = new AbortController();
  const request = client.request({
    model: 'm',
    prompt: 'p',
    executor: `${executor.network.status().listenAddresses[0]}/p2p/${identity.peerId}`,
    signal: leaving.signal,
  });
  request.catch(() => {});
  await started.promise;
  leaving.abort(new Error('changed my mind'));
  await aborted.promise;
  await expect(request).rejects.toThrow('changed my mind');
  await eventually(() => handedOver.length === 1);
  expect(handedOver).toEqual([{ complete: false }]);
});

test('the work on a request is aborted when the connection of its client breaks', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const aborted = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const { handler, handedOver } = answering(identity, async (_prompt, signal) => {
    signal.addEventListener('abort', () => aborted.resolve());
    started.resolve();
    await aborted.promise;
    return 'too late';
  });
  const executor = await network.addExecutor(handler, { identity, bootstrapPeers: [] });
  const client = await network.addClient();
  const executorAddress = `${executor.network.status().listenAddresses[0]}/p2p/${identity.peerId}`;
  const request = client.request({ model: 'm', prompt: 'p', executor: executorAddress });
  request.catch(() => {});
  await started.promise;
  await client.stop();
  await aborted.promise;
  await expect(request).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
  await eventually(() => handedOver.length === 1);
  expect(handedOver).toEqual([{ complete: false }]);
});

test('stopping aborts what runs and reports it as not handed over', async () => {
  const network = await startLocalNetwork();
  const identity = randomIdentity();
  const started = Promise.withResolvers<void>();
  const outcomes: boolean[] = [];
  const executor = await network.addExecutor(
    async ({ signal }) => {
      started.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      return { kind: 'answer', bytes: signedAnswer(identity), onHandedOver: (complete) => outcomes.push(complete) };
    },
    { identity, bootstrapPeers: [] },
  );
  const client = await network.addClient();
  const executorAddress = `${executor.network.status().listenAddresses[0]}/p2p/${identity.peerId}`;
  const request = client.request({ model: 'm', prompt: 'p', executor: executorAddress });
  request.catch(() => {});
  await started.promise;
  await executor.network.stop();
  await eventually(() => outcomes.length === 1);
  expect(outcomes).toEqual([false]);
  await expect(request).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
});

test('a handler that fails closes the stream without a byte', async () => {
  const network = await startLocalNetwork();
  const executor = await network.addExecutor(() => Promise.reject(new Error('broken')), { bootstrapPeers: [] });
  const client = await network.addClient();
  const executorAddress = `${executor.network.status().listenAddresses[0]}/p2p/${executor.identity.peerId}`;
  const request = client.request({ model: 'm', prompt: 'p', executor: executorAddress });
  await expect(request).rejects.toMatchObject({ code: 'NETWORK_REQUEST_FAILED' });
});
