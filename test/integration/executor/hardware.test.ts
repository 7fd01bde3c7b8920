import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hardware } from '../../../core/control/schemas/hardware.ts';
import { createFakeNvidia } from '../../fakes/hardware/index.ts';
import { startExecutorRig } from '../../utils/executor-rig.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

it('shows the hardware of a running executor, and tells when it changed', async () => {
  const nvidia = createFakeNvidia(join(tempFolder(), 'bin'));
  const rig = await startExecutorRig({}, { env: { PATH: nvidia.folder } });
  const first = hardware.parse(await rig.call('hardware.get', {}));
  expect(first.gpus).toMatchObject([{ name: 'NVIDIA GeForce RTX 4070 Ti SUPER', memoryUsedBytes: 512 * 1024 ** 2 }]);
  expect(first.cpu.cores).toBeGreaterThan(0);
  expect(first.memory.totalBytes).toBeGreaterThan(first.memory.availableBytes);
  expect(first.disk?.freeBytes).toBeGreaterThan(0);
  expect(first.history).toHaveLength(1);

  nvidia.setGpus([{ memoryUsedMebibytes: 9000 }]);
  const changed = await new Promise((resolve) => {
    rig.launched.executor.subscribe((name, payload) => {
      if (name === 'hardware.changed') resolve(payload);
    });
  });
  expect(hardware.parse(changed)).toMatchObject({
    gpus: [{ memoryUsedBytes: 9000 * 1024 ** 2 }],
    history: [{ gpuMemoryUsedBytes: 512 * 1024 ** 2 }, { gpuMemoryUsedBytes: 9000 * 1024 ** 2 }],
  });
});
