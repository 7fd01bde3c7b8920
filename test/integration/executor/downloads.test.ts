import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startFileServer } from '../../fakes/file-server/index.ts';
import { startExecutorRig } from '../../utils/executor-rig.ts';
import { eventually } from '../../utils/network.ts';

test('asks source for a model of the catalogue, and says why it does not come', async () => {
  const server = await startFileServer(Buffer.alloc(10));
  onTestFinished(() => server.close());
  server.plan({ kind: 'status', status: 404 });
  const rig = await startExecutorRig({}, { config: `\n[downloads]\nsource = "${server.url}/mirror/"\n` });
  const [smallest] = await rig.call('models.catalogue', {});
  if (smallest === undefined) throw new Error('The catalogue is empty.');
  expect(smallest).toMatchObject({ installed: false, fits: true, licence: 'Apache-2.0' });
  await rig.call('models.pull', { id: smallest.id });
  const pull = async () => (await rig.call('models.pulls', {})).find(({ id }) => id === smallest.id);
  await eventually(async () => (await pull())?.state === 'failed');
  expect(await pull()).toMatchObject({ problem: { code: 'DOWNLOAD_REFUSED', details: { status: 404 } } });
  expect(server.requests.map(({ path }) => path)).toEqual([expect.stringMatching(/^\/mirror\/Qwen\/.*\.gguf$/)]);
  expect(existsSync(join(rig.dataFolder, 'models', `${smallest.id}.gguf`))).toBe(false);
});
