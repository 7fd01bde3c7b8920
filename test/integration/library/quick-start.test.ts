import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Executor, LlmBackend } from '../../../core/index.ts';
import { startLlmServer } from '../../fakes/llm-server/index.ts';
import { eventually, startLocalNetwork } from '../../utils/network.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

test('Basic Executor', async () => {
  const network = await startLocalNetwork();
  // The defaults, but for what would leave this computer or touch its owner's files.
  const executor = new Executor({
    listenAddress: '/ip4/127.0.0.1/tcp/0',
    bootstrapPeers: [network.validator.address],
    dataFolder: tempFolder(),
  });

  const running = executor.run();

  await executor.start();
  expect((await executor.status()).face).toBe('library');
  await executor.stop();
  await running;
  await expect(executor.healthStatus()).rejects.toMatchObject({ code: 'EXECUTOR_NOT_RUNNING' });
});

test('Custom Configuration', async () => {
  const network = await startLocalNetwork();
  const lmStudio = await startLlmServer({ dialect: 'lmstudio' });
  onTestFinished(() => lmStudio.close());
  const dataFolder = tempFolder();

  const executor = new Executor({
    listenAddress: '/ip4/127.0.0.1/tcp/0',
    bootstrapPeers: [network.validator.address],
    identityPath: join(dataFolder, 'executor_identity'),
    ethereumKeyPath: join(dataFolder, 'executor_identity'),
    llmBackend: LlmBackend.lmStudio({ baseUrl: `${lmStudio.url}/v1`, apiKey: null }),
    maxConcurrentRequests: 10,
    requestTimeoutSecs: 280,
    maxTokensPerRequest: 4096,
    baseInboundPriceWei: 400_000_000_000_000n,
    baseOutboundPriceWei: 900_000_000_000_000n,
    maxMemoryGb: 32,
    maxGpuMemoryGb: 24,
    dataFolder,
  });
  onTestFinished(() => executor.stop('now'));
  await executor.start();
  await eventually(async () => (await executor.healthStatus()).healthy);

  const client = await network.addClient();
  const answer = await client.request({ model: 'qwen3-4b', prompt: 'Hello there' });
  expect(answer.content).toContain('Hello there');
  expect(answer.totalCostWei).toBe(
    answer.inboundTokens * 400_000_000_000_000n + answer.outboundTokens * 900_000_000_000_000n,
  );
  await executor.whenIdle();
  expect(executor.getMetrics()).toMatchObject({ totalRequests: 1, accruedWei: answer.totalCostWei });

  // A second key there never is.
  const refused = (config: object) => () => new Executor(config);
  expect(refused({ identityPath: '/a/key', ethereumKeyPath: '/another/key' })).toThrow(
    expect.objectContaining({ code: 'IDENTITY_ONE_KEY' }),
  );
});
