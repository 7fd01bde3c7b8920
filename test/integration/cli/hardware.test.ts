import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hardware } from '../../../core/control/schemas/hardware.ts';
import { createFakeControlTarget } from '../../fakes/control-target.ts';
import { createFakeNvidia } from '../../fakes/hardware/index.ts';
import { createTestCli } from '../../utils/cli.ts';
import { tempFolder } from '../../utils/temp-folder.ts';

test('the hardware is shown without a running executor', async () => {
  const process = { pid: 501, program: '/games/quake\u001b[2J', memoryMebibytes: 700, type: 'G' as const };
  const gpu = { loadPercent: 72, memoryUsedMebibytes: 9000, temperatureC: 64, powerWatts: 187, processes: [process] };
  const { folder: PATH } = createFakeNvidia(join(tempFolder(), 'bin'), [gpu]);
  const cli = createTestCli();
  const { out, status } = await cli.run(['hardware'], { env: { PATH } });
  expect(status).toBe(0);
  expect(out).toMatch(/0 +NVIDIA GeForce RTX 4070 Ti SUPER +580\.88 +72 % +9\.4 GB +17\.2 GB +64 °C +187 W +285 W/);
  expect(out).toMatch(/0 +501 +quake \[2J +other +734\.0 MB/);
  expect(out).toMatch(/memory +\S+ .B available of/);
  expect(out).toMatch(/nvidia-smi +ok +One GPU\./);
  const { json } = await cli.run(['hardware', '--json'], { env: { PATH } });
  expect(hardware.parse(json()).gpus).toHaveLength(1);
});

test('the hardware of a running executor comes from it, with its energy', async () => {
  const cli = createTestCli();
  await cli.serve(createFakeControlTarget());
  const { out } = await cli.run(['hardware']);
  expect(out).toMatch(/energy .+ +250\.8 Wh serving, 114\.4 Wh idle today/);
});
