import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLlmServer } from '../fakes/llm-server/index.ts';
import { freePort } from '../utils/live/free-port.ts';
import { eventually, startLocalNetwork } from '../utils/network.ts';
import { launchApp } from './launch.ts';

/** Long enough for a validator to be killed, started again and found again. */
const ANSWER_MS = 6_000;

// The Node of Electron 33 cannot bind a socket beside a listener, so there the listener lets go of its port to dial.
test('a killed validator is dialled again from the listening port by the app, a running request unharmed', async () => {
  const network = await startLocalNetwork();
  const { validator } = network;
  const backend = await startLlmServer({ dialect: 'lmstudio', latencyMs: ANSWER_MS });
  const port = await freePort();
  const app = await launchApp({
    prepare: async (dataFolder) => {
      await mkdir(dataFolder, { recursive: true });
      const lines = [
        '[network]',
        `listen_address = "/ip4/127.0.0.1/tcp/${port}"`,
        `bootstrap_peers = ["${validator.address}"]`,
        '[llm_client]',
        `base_url = "${backend.url}/v1"`,
        '',
      ];
      await writeFile(join(dataFolder, 'config.toml'), lines.join('\n'));
    },
  });
  try {
    const executorId = () => validator.registry.log.at(-1)?.executorPeerId ?? '';
    await eventually(() => validator.registry.modelsOf(executorId()) !== null);
    const peerId = executorId();
    expect(validator.sourcePorts(peerId)).toEqual([port]);

    const client = await network.addClient();
    const executor = `/ip4/127.0.0.1/tcp/${port}/p2p/${peerId}`;
    const request = client.request({ model: 'qwen3-4b', prompt: 'take your time', executor });
    await eventually(() => backend.requests.some((entry) => entry.path.endsWith('/chat/completions')));
    await validator.kill();
    await validator.start();
    await eventually(() => validator.registry.modelsOf(peerId) !== null);
    expect(validator.sourcePorts(peerId)).toEqual([port]);
    expect((await request).content).not.toBe('');
  } finally {
    await app.close();
    await backend.close();
  }
});
