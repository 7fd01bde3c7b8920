import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hrefOf, type ScreenId, screenIds } from '../../renderer/location.ts';
import type { SceneName } from '../fakes/scenes.ts';
import { launchMockedApp, type MockedApp } from './mocked/mocked-app.ts';
import { screensOf } from './mocked/screens-of.ts';

const themes = ['dark', 'light'] as const;
const desk = [1280, 800] as const;
const small = [900, 600] as const;
const titles: Readonly<Record<ScreenId, RegExp>> = {
  overview: /^Serving 2 models$/,
  queue: /^Queue$/,
  earnings: /^Earnings$/,
  models: /^Models$/,
  pricing: /^Pricing$/,
  hardware: /^Hardware$/,
  settings: /^Settings$/,
};

let mocked: MockedApp;
const complaints: string[] = [];

const { visit, title, panel, dialog, isFocused, picture, accessibilityProblems, clipped, enter, listenForComplaints } =
  screensOf(() => mocked);

beforeAll(async () => {
  mocked = await launchMockedApp();
  listenForComplaints(complaints);
  await title().waitFor();
}, 120_000);

afterAll(() => mocked?.close());

beforeEach(async () => {
  await mocked.resize(desk);
  complaints.length = 0;
});

describe.each(themes)('in the %s theme', (theme) => {
  beforeAll(async () => {
    await mocked.window.evaluate(`window.lloom.call('theme.set', { theme: '${theme}' })`);
    await enter('serving', 'Serving 2 models');
  });

  it.each(screenIds)('%s opens without a complaint, accessible and unclipped in every size', async (screen) => {
    await visit(screen);
    await expect.poll(() => title().textContent()).toMatch(titles[screen]);
    for (const [name, size, zoom] of [
      ['1280x800', desk, 1],
      ['900x600', small, 1],
      ['640x400', [640, 400], 2],
    ] as const) {
      await mocked.resize(size, zoom);
      await mocked.window.locator('main [role="status"]').waitFor({ state: 'detached' });
      await picture(`${screen}--${name}--${theme}`);
      expect(await clipped(), `${name}: clipped`).toEqual([]);
      if (zoom === 1) expect(await accessibilityProblems(), `${name}: axe`).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });
});

describe('situations', () => {
  const situations: readonly (readonly [SceneName | 'failed', string | RegExp, readonly ScreenId[]])[] = [
    ['first-run', 'Not serving: no model program found', ['overview', 'models', 'hardware']],
    ['gaming', 'Paused: Elden Ring is running', ['overview', 'hardware', 'models']],
    ['memory-held', 'Paused: Elden Ring is running', ['overview', 'hardware']],
    ['programs', 'Serving 2 models', ['overview', 'models']],
    ['no-gpu', 'Serving 2 models', ['overview', 'hardware', 'models']],
    ['backend-lost', 'Not serving: LM Studio does not answer', ['overview', 'models']],
    ['offline', 'Not serving: the network cannot be reached', ['overview']],
    ['paused', 'Paused by you', ['overview', 'queue']],
    ['quiet', 'Serving 2 models', ['overview', 'queue', 'earnings']],
    ['lanes', 'Serving 2 models', ['queue']],
    ['config-waiting', 'Serving 2 models', ['overview', 'settings']],
    ['config-broken', 'Serving 2 models', ['overview', 'settings']],
    ['failed', /^Not serving: the listen port is used/, ['overview']],
  ];
  it.each(situations)('%s is told in words, with at most one primary button', async (scene, head, shown) => {
    await enter(scene, head);
    for (const screen of shown) {
      await visit(screen);
      await mocked.window.locator('main [role="status"]').waitFor({ state: 'detached' });
      await picture(`${screen}--${scene}`);
      expect(await accessibilityProblems(), screen).toEqual([]);
      expect(await mocked.window.locator('button[class*="primary"]').count(), screen).toBeLessThanOrEqual(1);
    }
    expect(complaints).toEqual([]);
  });

  it('a start that failed can be tried again', async () => {
    await enter('failed', /^Not serving/);
    await expect.poll(() => panel('What is known').textContent()).toContain('NETWORK_PORT_TAKEN');
    await mocked.window.getByRole('button', { name: 'Try again' }).click();
    await mocked.window.getByRole('heading', { level: 1, name: /^Not serving/ }).waitFor();
  });

  it('the first run leads into the demo, which marks every amount, and out again', async () => {
    await enter('first-run', /no model program/);
    await mocked.window.getByRole('button', { name: 'Try the demo' }).click();
    await mocked.window.getByText('Demo: nothing here is real.').waitFor();
    await mocked.window.getByText('DEMO', { exact: true }).waitFor();
    await expect
      .poll(() =>
        mocked.window.getByRole('region', { name: 'Today in figures' }).getByText('demo', { exact: true }).count(),
      )
      .toBe(4);
    await picture('overview--demo');
    expect(await accessibilityProblems()).toEqual([]);
    await visit('settings');
    await mocked.window.getByText('The demo has no settings of its own').waitFor();
    await mocked.window.getByRole('button', { name: 'Leave demo' }).click();
    await mocked.window.getByText('Demo: nothing here is real.').waitFor({ state: 'detached' });
  });

  it('texts of peers stay texts', async () => {
    await enter('hostile', 'Serving 2 models');
    for (const screen of ['overview', 'queue', 'earnings', 'models'] as const) {
      await visit(screen);
      await mocked.window.getByText('<img src=x').first().waitFor();
      expect(await mocked.window.locator('main img').count(), screen).toBe(0);
      expect(await clipped(), screen).toEqual([]);
    }
    expect(await mocked.window.title()).not.toBe('broken');
  });
});

describe('numbers', () => {
  beforeAll(() => enter('serving', 'Serving 2 models'));

  it('of today are the sums of the rows of today', async () => {
    await visit('overview');
    const { rows } = await mocked.scene();
    const midnight = new Date().setHours(0, 0, 0, 0);
    const today = rows.filter((row) => row.admittedAtMs >= midnight && row.state === 'accrued');
    const wei = today.reduce((sum, row) => sum + BigInt(row.chargeWei ?? '0'), 0n);
    const figures = mocked.window.getByRole('region', { name: 'Today in figures' });
    await expect
      .poll(() => figures.locator('[title$=" wei"]').first().getAttribute('title'))
      .toBe(`${wei.toLocaleString('en-US')} wei`);
    expect(await figures.textContent()).toContain(`Answers today${today.length.toLocaleString('en-US')}`);
    await mocked.window.getByRole('button', { name: 'Show as table' }).click();
    const totals = await panel('Today').locator('tbody tr td:last-child').allTextContents();
    expect(totals.reduce((sum, total) => sum + Number(total.replace(',', '')), 0)).toBe(today.length);
    await mocked.window.getByRole('button', { name: 'Show as chart' }).click();
  });

  it('of a period open the rows behind them, down to the single request', async () => {
    await visit('overview');
    await visit('earnings');
    await mocked.window.getByRole('radio', { name: '7 days' }).click();
    const { rows } = await mocked.scene();
    const from = new Date(new Date().setHours(0, 0, 0, 0));
    from.setDate(from.getDate() - 6);
    const week = rows.filter((row) => row.admittedAtMs >= from.getTime());
    const accrued = week.filter((row) => row.state === 'accrued');
    const wei = accrued.reduce((sum, row) => sum + BigInt(row.chargeWei ?? '0'), 0n);
    const figures = mocked.window.getByRole('region', { name: 'The period in figures' });
    await expect
      .poll(() => figures.locator('[title$=" wei"]').first().getAttribute('title'))
      .toBe(`${wei.toLocaleString('en-US')} wei`);
    const sums = await panel('By day and model').locator('tbody tr td:nth-child(3)').allTextContents();
    expect(sums.reduce((sum, text) => sum + Number(text.replace(',', '')), 0)).toBe(accrued.length);

    await panel('Where it stands')
      .getByRole('link', { name: String(week.length - accrued.length) })
      .click();
    await expect
      .poll(() => panel('Requests').getByRole('radio', { name: 'Void' }).getAttribute('aria-checked'))
      .toBe('true');
    const voids = week.filter((row) => row.state === 'void');
    await expect.poll(() => panel('Requests').locator('tbody tr').count()).toBe(voids.length);

    await panel('Requests').getByRole('radio', { name: 'All' }).click();
    await expect.poll(() => panel('Requests').textContent()).toContain('newest 100');
    await panel('Requests')
      .getByRole('button', { name: /^Open r-/ })
      .first()
      .click();
    const newest = week[0];
    await dialog().getByText(`Request ${newest?.id}`).waitFor();
    for (const field of [newest?.clientAddress, newest?.clientPeerId, newest?.payloadHash, newest?.responseHash]) {
      expect(await dialog().textContent()).toContain(field);
    }
    expect(await dialog().textContent()).toContain(`${BigInt(newest?.chargeWei ?? '0').toLocaleString('en-US')} wei`);
    await picture('earnings--request');
    expect(await accessibilityProblems()).toEqual([]);
    await mocked.window.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('of requests since the start are told with the rules that refused', async () => {
    await visit('queue');
    const rows = panel('Since the start').locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(5);
    expect(await rows.nth(0).textContent()).toMatch(/^Answered.*1,431$/);
    await expect.poll(() => rows.nth(2).textContent()).toMatch(/^Refused.*by rule: peers 12, addresses 517$/);
  });

  it('of a day and model narrow the list to it', async () => {
    await visit('earnings');
    const first = panel('By day and model').locator('tbody tr').first();
    const model = (await first.locator('td').nth(0).textContent()) ?? '';
    await first.getByRole('button', { name: /^Show the requests of/ }).click();
    await panel('Requests')
      .getByRole('button', { name: /^Only / })
      .waitFor();
    await expect
      .poll(async () => new Set(await panel('Requests').locator('tbody th').allTextContents()))
      .toEqual(new Set([model]));
    await panel('Requests')
      .getByRole('button', { name: /^Only / })
      .click();
  });

  it('of many requests are loaded as they are scrolled to, and only what is seen is drawn', async () => {
    await enter('crowded', 'Serving 2 models');
    await visit('earnings');
    await mocked.window.getByRole('radio', { name: '30 days' }).click();
    await expect.poll(() => panel('Requests').textContent()).toContain('newest 100');
    const scroller = panel('Requests').locator('[class*="virtual"]');
    await scroller.evaluate((node) => {
      const box = node as unknown as { scrollTop: number; scrollHeight: number };
      box.scrollTop = box.scrollHeight;
    });
    await expect.poll(() => panel('Requests').textContent()).toContain('newest 200');
    expect(await panel('Requests').locator('tbody tr').count()).toBeLessThan(60);
    const [first, second] = (await mocked.calls('earnings.rows')).slice(-2) as { before?: string }[];
    expect(first?.before ?? second?.before).toBeDefined();
    await visit('queue');
    await expect.poll(() => panel('Waiting').textContent()).toContain('121 of 100 places');
    expect(await panel('Waiting').locator('tbody tr').count()).toBeLessThan(60);
  });
});

describe('acts', () => {
  beforeEach(() => enter('serving', 'Serving 2 models'));

  it('pause after current answers, stop now, resume', async () => {
    await mocked.window.getByRole('button', { name: 'Pause', exact: true }).click();
    await mocked.window.getByRole('heading', { level: 1, name: 'Finishing 2 answers, then paused' }).waitFor();
    await mocked.window.getByRole('button', { name: 'More ways to pause' }).click();
    await mocked.window.getByRole('menuitem', { name: /^Stop now/ }).click();
    await mocked.window.getByRole('heading', { level: 1, name: 'Paused by you' }).waitFor();
    await mocked.window.getByRole('button', { name: 'Resume' }).click();
    await mocked.window.getByRole('heading', { level: 1, name: 'Serving 2 models' }).waitFor();
    expect(await mocked.calls('executor.pause')).toEqual([{ mode: 'finish' }, { mode: 'now' }]);
    expect(complaints).toEqual([]);
  });

  it('cancel a request after one question', async () => {
    await visit('queue');
    const { queue } = await mocked.scene();
    const running = queue.items.filter((item) => item.state === 'running');
    await panel('Running')
      .getByRole('button', { name: `Cancel ${running[0]?.id}` })
      .click();
    await dialog().getByRole('button', { name: 'Keep it' }).click();
    expect(await mocked.calls('queue.cancel')).toEqual([]);
    await panel('Running')
      .getByRole('button', { name: `Cancel ${running[0]?.id}` })
      .click();
    await picture('queue--cancel');
    await dialog().getByRole('button', { name: 'Cancel the request' }).click();
    await dialog().waitFor({ state: 'detached' });
    await mocked.window.mouse.move(5, 300);
    await mocked.window.locator('main').focus();
    await expect.poll(() => panel('Running').locator('tbody tr').count()).toBe(running.length - 1);
    expect(await mocked.calls('queue.cancel')).toEqual([{ id: running[0]?.id }]);
  });

  it('boost, hold and release a waiting request, and see what became of it', async () => {
    await enter('lanes', 'Serving 2 models');
    await visit('queue');
    const rows = panel('Waiting').locator('tbody tr');
    const row = (id: string) => rows.filter({ has: mocked.window.getByRole('button', { name: `Cancel ${id}` }) });
    await expect.poll(() => row('r-20002').textContent()).toMatch(/Normal.*≈ 31 s.*Close to its deadline/);
    expect(await row('r-20003').textContent()).toContain('held');
    await row('r-20003').getByRole('button', { name: 'Release r-20003' }).click();
    await expect.poll(() => row('r-20003').textContent()).toContain('≈ 2 s');
    await row('r-20002').getByRole('button', { name: 'Boost r-20002' }).click();
    await row('r-20001').getByRole('button', { name: 'Hold r-20001' }).click();
    await row('r-20001').getByRole('button', { name: 'Release r-20001' }).waitFor();
    await expect.poll(() => mocked.window.locator('[role="status"]').allTextContents()).toContain('r-20001 is held.');
    for (const [name, id] of [
      ['release', 'r-20003'],
      ['boost', 'r-20002'],
      ['hold', 'r-20001'],
    ])
      expect(await mocked.calls(`queue.${name}`)).toEqual([{ id }]);
    expect(complaints).toEqual([]);
  });

  it('show one lane of the queue', async () => {
    await enter('lanes', 'Serving 2 models');
    await visit('queue');
    const rows = panel('Waiting').locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
    await mocked.window.getByRole('radio', { name: 'High 1' }).click();
    await expect.poll(() => rows.count()).toBe(1);
    expect(await panel('Running').locator('tbody tr').count()).toBe(1);
    await mocked.window.getByRole('radio', { name: 'All lanes' }).click();
    await expect.poll(() => rows.count()).toBe(3);
  });

  it('rows stay where they are while the pointer is among them', async () => {
    await visit('queue');
    const rows = panel('Running').locator('tbody tr');
    const before = await rows.locator('th').allTextContents();
    // A pointer that the window has not told the page of yet would not hold the rows.
    await expect
      .poll(async () => {
        await mocked.window.mouse.move(5, 300);
        await rows.first().hover();
        return panel('Running').locator('tbody[data-frozen]').count();
      })
      .toBe(1);
    const { queue } = await mocked.scene();
    const [gone, ...rest] = queue.items;
    const extra = { ...gone, id: 'r-new', model: 'mistral-small' } as (typeof queue.items)[number];
    await mocked.update({ queue: { ...queue, items: [extra, ...rest] } });
    await expect.poll(() => panel('Running').textContent()).toContain('2 changes waiting');
    expect(await rows.locator('th').allTextContents()).toEqual(before);
    await mocked.window.mouse.move(5, 300);
    await expect.poll(() => rows.locator('th').allTextContents()).toContain('mistral-small');
  });

  it('save prices that are valid, and say what is wrong with the others', async () => {
    await visit('pricing');
    const outbound = mocked.window.getByLabel('Tokens out');
    await outbound.fill('5000000000');
    await mocked.window.getByText('Did you write wei?').waitFor();
    expect(await mocked.window.getByRole('button', { name: 'Save prices' }).count()).toBe(0);
    await outbound.fill('1200');
    await mocked.window.getByText('Today’s client will be refused.').waitFor();
    await picture('pricing--above-offer');
    expect(await accessibilityProblems()).toEqual([]);
    await mocked.window.getByRole('button', { name: 'Discard' }).click();
    expect(await outbound.inputValue()).toBe('1000');
    await outbound.fill('900');
    await mocked.window.getByRole('radio', { name: 'per token' }).click();
    await expect.poll(() => outbound.inputValue()).toBe('0.0009');
    await mocked.window.getByRole('button', { name: 'Save prices' }).click();
    await mocked.window.getByRole('region', { name: 'Next step' }).waitFor({ state: 'detached' });
    expect(await mocked.calls('pricing.set')).toEqual([{ inboundEth: '0.0005', outboundEth: '0.0009' }]);
    await mocked.window.getByRole('radio', { name: 'per 1M tokens' }).click();
  });

  it('look for models', async () => {
    await visit('models');
    await mocked.window.getByRole('button', { name: 'Look for models' }).click();
    await expect.poll(() => mocked.calls('models.refresh')).toHaveLength(1);
    await expect.poll(() => panel('LM Studio').locator('tbody tr').count()).toBe(3);
    expect(await panel('LM Studio').textContent()).toContain('It is not loaded.');
  });
});

describe('the keyboard', () => {
  beforeEach(() => enter('serving', 'Serving 2 models'));
  const press = (keys: string) => mocked.window.keyboard.press(keys);
  const focused = () => mocked.window.evaluate('document.activeElement?.closest("header, nav, main")?.localName');

  it('reaches every screen with Ctrl and its number', async () => {
    for (const [index, screen] of [...screenIds].reverse().entries()) {
      await press(`Control+${screenIds.length - index}`);
      await mocked.window.locator(`nav a[aria-current="page"][href="${hrefOf(screen)}"]`).waitFor();
    }
  });

  it('pauses and resumes with Ctrl+P, and opens the ways to pause with Shift', async () => {
    await press('Control+Shift+P');
    await mocked.window.getByRole('menuitem', { name: /^Stop now/ }).waitFor();
    await press('Escape');
    await press('Control+P');
    await mocked.window.getByRole('heading', { level: 1, name: /^Finishing/ }).waitFor();
    await press('Control+P');
    await mocked.window.getByRole('heading', { level: 1, name: 'Serving 2 models' }).waitFor();
  });

  it('walks from region to region with F6', async () => {
    const order: unknown[] = [];
    for (let step = 0; step < 5; step += 1) {
      await press('F6');
      order.push(await focused());
    }
    const start = order.indexOf('header');
    expect(start).toBeGreaterThanOrEqual(0);
    expect([...order.slice(start), ...order.slice(0, start)].slice(0, 3)).toEqual(['header', 'nav', 'main']);
  });

  it('moves in a table that is one Tab stop, cancels with Delete and closes with Esc', async () => {
    await visit('queue');
    const rows = panel('Running').locator('tbody tr');
    await rows.first().waitFor();
    expect(await panel('Running').locator('tbody tr[tabindex="0"]').count()).toBe(1);
    await rows.first().focus();
    await press('ArrowDown');
    await expect.poll(() => isFocused(rows.nth(1))).toBe(true);
    await press('Home');
    await expect.poll(() => isFocused(rows.nth(0))).toBe(true);
    await press('Delete');
    await dialog().waitFor();
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await mocked.calls('queue.cancel')).toEqual([]);
    await expect.poll(() => isFocused(rows.nth(0))).toBe(true);
  });

  it('boosts, holds and cancels the waiting row in focus with B, H and Delete', async () => {
    await enter('lanes', 'Serving 2 models');
    await visit('queue');
    const rows = panel('Waiting').locator('tbody tr');
    await rows.nth(1).waitFor();
    await rows.nth(1).focus();
    await press('Control+b');
    await press('b');
    await expect.poll(() => mocked.calls('queue.boost')).toEqual([{ id: 'r-20002' }]);
    await press('h');
    await expect.poll(() => mocked.calls('queue.hold')).toEqual([{ id: 'r-20002' }]);
    await expect.poll(() => rows.nth(1).textContent()).toContain('held');
    await press('h');
    await expect.poll(() => mocked.calls('queue.release')).toEqual([{ id: 'r-20002' }]);
    await press('Delete');
    await dialog().getByRole('button', { name: 'Keep it' }).click();
    expect(await mocked.calls('queue.cancel')).toEqual([]);
  });

  it('opens a request with Enter and returns to its row', async () => {
    await visit('earnings');
    const rows = panel('Requests').locator('tbody tr[tabindex]');
    await rows.first().waitFor();
    await rows.first().focus();
    await press('Enter');
    await dialog().waitFor();
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await expect.poll(() => isFocused(rows.first())).toBe(true);
  });
});

describe('what changes often', () => {
  it('is announced only when the state changes, and costs only the parts that show it', async () => {
    await enter('serving', 'Serving 2 models');
    await visit('overview');
    await mocked.window.evaluate(`(() => {
      globalThis.changed = { spoken: 0, chart: 0 };
      const watch = (node, key) =>
        new MutationObserver((list) => { globalThis.changed[key] += list.length; })
          .observe(node, { subtree: true, childList: true, characterData: true, attributes: true });
      watch([...document.querySelectorAll('[role=status]')].at(-1), 'spoken');
      watch(document.querySelector('[role=img]'), 'chart');
    })()`);
    for (let tokens = 155; tokens < 160; tokens += 1) {
      const { queue } = await mocked.scene();
      const items = queue.items.map((item) => ({ ...item, outboundTokens: item.state === 'running' ? tokens : 0 }));
      await mocked.update({ queue: { ...queue, items } });
    }
    await expect.poll(() => panel('Running now').textContent()).toContain('159 of ≤ 512');
    expect(await mocked.window.evaluate('globalThis.changed')).toEqual({ spoken: 0, chart: 0 });
    const { status } = await mocked.scene();
    await mocked.update({ status: { ...status, state: 'paused', revision: status.revision + 1 } });
    await expect.poll(() => mocked.window.evaluate('globalThis.changed.spoken')).toBeGreaterThan(0);
  });

  it('does not move for people who want stillness', async () => {
    await mocked.window.emulateMedia({ reducedMotion: 'reduce' });
    const moving = await mocked.window.evaluate(
      `[...document.querySelectorAll('*')].filter((node) => {
        const { transitionDuration, animationName } = getComputedStyle(node);
        return parseFloat(transitionDuration) > 0 || animationName !== 'none';
      }).length`,
    );
    expect(moving).toBe(0);
    await mocked.window.emulateMedia({ reducedMotion: null });
  });
});
