import { mkdirSync, readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LloomClient } from '../../core/client/index.ts';
import { formatEth, parseEth } from '../../core/foundation/units/index.ts';
import { projectRoot } from '../setup/system/project.ts';
import { type AppRig, startAppRig } from './app-rig.ts';

const pictures = join(projectRoot, 'out', 'screenshots');
const models = ['qwen3-4b', 'gemma-3-12b'] as const;

/** A row of the ledger file, read by another library than the one that wrote it. */
interface Row {
  readonly id: string;
  readonly state: string;
  readonly model: string;
  readonly client_address: string;
  readonly client_peer_id: string;
  readonly payload_hash: string;
  readonly response_hash: string | null;
  readonly signature: string | null;
  readonly inbound_tokens: number | null;
  readonly outbound_tokens: number | null;
  readonly inbound_price_wei: string;
  readonly outbound_price_wei: string;
  readonly charge_wei: string | null;
  readonly void_reason: string | null;
}

let rig: AppRig;
let client: LloomClient;
let ledger: DatabaseSync;

const query = <Result>(sql: string, ...values: string[]) => ledger.prepare(sql).all(...values) as unknown as Result[];
const rowsOf = (state: string) => query<Row>('SELECT * FROM entries WHERE state = ? ORDER BY seq DESC', state);
const weiOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + BigInt(row.charge_wei ?? '0'), 0n);
const grouped = (value: bigint | number) => value.toLocaleString('en-US');
const count = (value: number | null) => grouped(value ?? Number.NaN);

/** A row of a table as the window shows it, cell by cell. */
const cells = (region: string, row: number) =>
  panel(region).locator('tbody tr').nth(row).locator('th, td').allTextContents();
const panel = (name: string) => rig.window.getByRole('region', { name, exact: true });
const visit = async (screen: string) => {
  await rig.window.evaluate(`location.hash = '#/${screen}'`);
  await rig.window.locator(`nav a[aria-current="page"][href="#/${screen}"]`).waitFor();
};
const picture = (name: string) =>
  rig.window.screenshot({ path: join(pictures, `real--${name}.png`), animations: 'disabled' });

/** Amounts of rows: nine decimals, rounded to the nearest; independent of the code under test. */
function nineDecimals(wei: bigint): string {
  const rounded = (wei + 500_000_000n) / 1_000_000_000n;
  const text = rounded.toString().padStart(10, '0');
  return `${grouped(BigInt(text.slice(0, -9)))}.${text.slice(-9)}`;
}

let asked = 0;
const ask = (model: string) =>
  client.request({ model, prompt: `Question ${++asked}`, maxOutboundTokens: 100, timeoutMs: 60_000 });

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  rig = await startAppRig({ latencyMs: 50, app: { env: { LLOOM_EXECUTOR__PRESENCE__ENABLED: undefined } } });
  client = await rig.network.addClient();
  await rig.state('serving');
  ledger = new DatabaseSync(join(rig.dataFolder, 'executor.sqlite'), { readOnly: true });
  for (const model of [models[0], models[1], models[0], models[0], models[1]]) await ask(model);
  await vi.waitUntil(() => rowsOf('accrued').length === 5, { timeout: 10_000 });
}, 120_000);

afterAll(async () => {
  ledger?.close();
  await rig?.close();
});

describe('after real requests, the window shows what the ledger file holds', () => {
  it('a running request with its progress, and void after it is cancelled', async () => {
    rig.backend.setFault({ kind: 'stall', afterPieces: 3 });
    await visit('queue');
    const gone = ask(models[0]).catch((error: { code?: string }) => error.code);
    await expect.poll(async () => (await cells('Running', 0))[2]).toBe('3 of ≤ 100');
    const [open] = rowsOf('admitted');
    expect((await cells('Running', 0))[0]).toBe(open?.model);
    const soFar = 3n * BigInt(open?.outbound_price_wei ?? '0');
    await expect
      .poll(() => panel('Running').locator('[title$=" wei"]').getAttribute('title'))
      .toBe(`${grouped(soFar)} wei`);
    await picture('queue');
    await panel('Running')
      .getByRole('button', { name: /^Cancel / })
      .click();
    await rig.window.getByRole('dialog').getByRole('button', { name: 'Cancel the request' }).click();
    expect(await gone).toBe('NETWORK_REQUEST_FAILED');
    rig.backend.setFault(null);
    await expect
      .poll(() => rowsOf('void').map((row) => [row.id, row.void_reason]))
      .toEqual([[open?.id, 'QUEUE_CANCELLED']]);
    await rig.window.locator('main').focus();
    await expect.poll(async () => (await cells('Recent', 0))[1]).toBe('Cancelled');
    const ended = await panel('Recent').locator('tbody tr td:nth-child(2)').allTextContents();
    expect(ended).toEqual(['Cancelled', ...rowsOf('accrued').map(() => 'Answered')]);
  });

  it('today', async () => {
    await visit('overview');
    const accrued = rowsOf('accrued');
    const figures = rig.window.getByRole('region', { name: 'Today in figures' });
    await expect
      .poll(() => figures.locator('[title$=" wei"]').getAttribute('title'))
      .toBe(`${grouped(weiOf(accrued))} wei`);
    expect(await figures.textContent()).toContain(`Answers today${count(accrued.length)}`);
    expect(await figures.textContent()).toContain(`Requests per minute${count(accrued.length)}`);
    await panel('Today').getByRole('button', { name: 'Show as table' }).click();
    const hours = await panel('Today').locator('tbody tr td:last-child').allTextContents();
    expect(hours.reduce((sum, text) => sum + Number(text), 0)).toBe(accrued.length);
    await panel('Today').getByRole('button', { name: 'Show as chart' }).click();
    await picture('overview');
  });

  it('the period, by day and model', async () => {
    await visit('earnings');
    const accrued = rowsOf('accrued');
    const figures = rig.window.getByRole('region', { name: 'The period in figures' });
    await expect
      .poll(() => figures.locator('[title$=" wei"]').getAttribute('title'))
      .toBe(`${grouped(weiOf(accrued))} wei`);
    await expect.poll(() => figures.textContent()).toContain('1 request void, not counted');
    const text = (await figures.textContent()) ?? '';
    const [sums] = query<{ inbound: number; outbound: number }>(
      "SELECT sum(inbound_tokens) AS inbound, sum(outbound_tokens) AS outbound FROM entries WHERE state = 'accrued'",
    );
    expect(text).toContain(`Answers${count(accrued.length)}`);
    expect(text).toContain(`Tokens in${count(sums?.inbound ?? null)}`);
    expect(text).toContain(`Tokens out${count(sums?.outbound ?? null)}`);

    const byModel = query<{ model: string; answers: number; outbound: number; voids: number }>(
      `SELECT model, sum(state = 'accrued') AS answers, sum(state = 'void') AS voids,
         sum(CASE state WHEN 'accrued' THEN outbound_tokens END) AS outbound FROM entries GROUP BY model ORDER BY model`,
    );
    for (const [index, sum] of byModel.entries()) {
      const [, model, answers, , outbound, voids] = await cells('By day and model', index);
      expect([model, answers, outbound, voids]).toEqual([
        sum.model,
        count(sum.answers),
        count(sum.outbound),
        count(sum.voids),
      ]);
      const title = await panel('By day and model')
        .locator('tbody tr')
        .nth(index)
        .locator('[title$=" wei"]')
        .getAttribute('title');
      expect(title).toBe(`${grouped(weiOf(accrued.filter((row) => row.model === sum.model)))} wei`);
    }
    await picture('earnings');
  });

  it('every request, down to its hashes and signature', async () => {
    const all = query<Row>('SELECT * FROM entries ORDER BY seq DESC');
    await expect.poll(() => panel('Requests').locator('tbody tr').count()).toBe(all.length);
    for (const [index, row] of all.entries()) {
      const [, id, model, , source, inbound, outbound, charge, state] = await cells('Requests', index);
      expect([id?.slice(0, 10), model, state]).toEqual([row.id.slice(0, 10), row.model, row.state]);
      if (row.state !== 'accrued') continue;
      expect(source).toBe('Program');
      expect([inbound, outbound]).toEqual([count(row.inbound_tokens), count(row.outbound_tokens)]);
      expect(charge).toBe(nineDecimals(BigInt(row.charge_wei ?? '0')));
    }
    const answered = rowsOf('accrued')[0];
    await panel('Requests')
      .getByRole('button', { name: /^Open / })
      .nth(1)
      .click();
    const text = (await rig.window.getByRole('dialog').textContent()) ?? '';
    const shown = [answered?.id, answered?.client_address, answered?.client_peer_id, answered?.payload_hash];
    for (const field of [...shown, answered?.response_hash, answered?.signature]) expect(text).toContain(field);
    expect(text).toContain(`${grouped(BigInt(answered?.charge_wei ?? '0'))} wei`);
    expect(text).toContain(`${formatEth(BigInt(answered?.outbound_price_wei ?? '0'))} ETH per token`);
    await picture('request');
    await rig.window.keyboard.press('Escape');
  });

  it('models with the price that they ask', async () => {
    await visit('models');
    await expect.poll(() => panel('LM Studio').locator('tbody tr').count()).toBe(models.length);
    const rows = await Promise.all(models.map((_, index) => cells('LM Studio', index)));
    for (const model of models) {
      const [, name, memory, , , inbound, outbound] = rows.find(([, name]) => name?.startsWith(model)) ?? [];
      expect(name).toContain(model);
      expect(name).not.toContain('Not served');
      // Both were asked for, and their program loads what is.
      expect(memory).toMatch(/^Loaded/);
      expect([inbound, outbound]).toEqual(['500.0000', '1,000.0000']);
    }
    await picture('models');
  });

  it('the memory of this computer, and every sign of its owner', async () => {
    await visit('hardware');
    const total = `${(totalmem() / 1e9).toFixed(1)} GB available`;
    await expect.poll(() => panel('The rest of this PC').textContent()).toContain(total);
    await expect.poll(() => panel('You come first').locator('li').count()).toBeGreaterThan(2);
    await expect.poll(() => panel('Probes').locator('li').count()).toBeGreaterThan(1);
    await picture('hardware');
  });

  it('what the test of the model programs finds at the one that is in use', async () => {
    await visit('models');
    await rig.window.getByRole('button', { name: 'Test model programs' }).click();
    const dialog = rig.window.getByRole('dialog');
    await dialog.getByRole('heading', { name: 'LM Studio' }).waitFor();
    await expect.poll(() => dialog.textContent()).toMatch(/in use/);
    await expect.poll(() => dialog.getByRole('button', { name: 'Test again' }).count()).toBe(1);
    await picture('doctor');
    await rig.window.keyboard.press('Escape');
  });

  it('prices as they are saved in the file, with its comments, and as the next request is charged', async () => {
    await visit('pricing');
    const { window } = rig;
    await window.getByRole('radio', { name: 'per token' }).click();
    await window.getByLabel('Tokens out').fill('0.00075');
    await picture('pricing');
    await window.getByRole('button', { name: 'Save prices' }).click();
    await window.getByRole('region', { name: 'Next step' }).waitFor({ state: 'detached' });
    const file = readFileSync(join(rig.dataFolder, 'config.toml'), 'utf8');
    expect(file).toContain(
      '# as today\'s client offers\nbase_inbound_price = "0.0005"\nbase_outbound_price = "0.00075"',
    );
    await ask(models[0]);
    await expect.poll(() => rowsOf('accrued').length).toBe(6);
    const newest = rowsOf('accrued')[0];
    expect(newest?.outbound_price_wei).toBe(parseEth('0.00075').toString());
    await visit('earnings');
    await expect
      .poll(async () => (await cells('Requests', 0))[7])
      .toBe(nineDecimals(BigInt(newest?.charge_wei ?? '0')));
  });
});
