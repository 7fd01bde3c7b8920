import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { projectRoot } from '../setup/system/project.ts';
import { runCli } from '../utils/live/cli-program.ts';
import { tempFolder } from '../utils/temp-folder.ts';
import { startAppRig } from './app-rig.ts';

const inboundPriceWei = 500_000_000_000_000n;
const outboundPriceWei = 1_000_000_000_000_000n;

it('a stranger asks with the command line, and the owner sees the answer’s charge in the window and the tray', async () => {
  const rig = await startAppRig();
  onTestFinished(() => rig.close());
  await rig.state('serving');
  const { identity } = await rig.call('status.get', {});

  const bootstrap = ['--bootstrap', rig.network.validator.address];
  const asked = await runCli(tempFolder(), ['ask', ...bootstrap, '--model', 'qwen3-4b', '--json', 'Hello there']);
  expect(asked.exitStatus, asked.err).toBe(0);
  const answer = JSON.parse(asked.out);
  expect(answer.content).toBe('You said "Hello there", and that is all there is to it.');
  expect(answer).toMatchObject({ executor: identity.peerId, signatureValid: true });
  const chargeWei = BigInt(answer.inboundTokens) * inboundPriceWei + BigInt(answer.outboundTokens) * outboundPriceWei;
  expect(BigInt(answer.chargeWei)).toBe(chargeWei);

  const ledger = new DatabaseSync(join(rig.dataFolder, 'executor.sqlite'), { readOnly: true });
  onTestFinished(() => ledger.close());
  const rows = () => ledger.prepare('SELECT state, model, identity, charge_wei, response_hash FROM entries').all();
  await expect.poll(rows).toEqual([
    {
      state: 'accrued',
      model: 'qwen3-4b',
      identity: identity.address.toLowerCase(),
      charge_wei: chargeWei.toString(),
      response_hash: answer.responseHash,
    },
  ]);

  const amount = `${(Number(chargeWei) / 1e18).toFixed(6)} ETH`;
  await expect.poll(() => rig.window.locator('header').textContent()).toContain(`${amount} accrued today`);
  const figures = rig.window.getByRole('region', { name: 'Today in figures' });
  await expect.poll(() => figures.textContent()).toContain(`Accrued today${amount}`);
  expect(await figures.locator('[title$=" wei"]').getAttribute('title')).toBe(
    `${chargeWei.toLocaleString('en-US')} wei`,
  );
  const tray = await rig.desktop.item();
  await expect.poll(() => tray.tooltip()).toBe(`Lloom Executor\nServing · 0 running\n${amount} accrued today`);

  await rig.window.getByRole('region', { name: 'Today', exact: true }).getByText('qwen3-4b').waitFor();
  const pictures = join(projectRoot, 'out', 'screenshots');
  mkdirSync(pictures, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    await rig.call('theme.set', { theme });
    await rig.window.screenshot({ path: join(pictures, `first-light--${theme}.png`), animations: 'disabled' });
  }
});
