import { describe, expect, it, onTestFinished } from 'vitest';
import type { Problem } from '../../../../../core/control/index.ts';
import { type ErrorCode, ExecutorError } from '../../../../../core/foundation/errors/index.ts';
import { acquireFolderLock } from '../../../../../core/foundation/lock/index.ts';
import { createFakeControlTarget } from '../../../../fakes/control-target.ts';
import { createTestCli } from '../../../../utils/cli.ts';

async function served() {
  const cli = createTestCli();
  const target = createFakeControlTarget();
  const server = await cli.serve(target);
  return { cli, target, server };
}

/** An error of this code as people see it. */
function problemOf(code: ErrorCode): Problem {
  const { message, hint } = new ExecutorError(code);
  return { code, message, hint, details: {} };
}

describe('with an executor that runs', () => {
  it('status tells state, connection, backend, requests and what was accrued', async () => {
    const { cli, target } = await served();
    target.setStatus({
      problems: [{ code: 'BACKEND_UNREACHABLE', message: 'The model program is off.', hint: 'Start it.', details: {} }],
    });
    const { status, out, err } = await cli.run(['status']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^state {8}Serving 2 models$/m);
    expect(out).toMatch(/^network {6}connected to 1 of 1 bootstrap node, 3 peers$/m);
    expect(out).toMatch(/^backend {6}LM Studio at http:\/\/127\.0\.0\.1:1234\/v1: connected, answers in 38 ms$/m);
    expect(out).toMatch(/^requests {5}2 running, 1 waiting, 4 in the last minute$/m);
    expect(out).toMatch(/^today {8}[\d.]+ ETH accrued, \d+ answers?$/m);
    expect(out).toContain('\nThe model program is off.\n  Start it.\n');
  });

  it('status has a line for each backend, and names the one that a problem is about', async () => {
    const { cli, target } = await served();
    const [first] = target.scene.status.backends;
    if (first === undefined) throw new Error('no backend');
    const circuit = { state: 'open', failures: 5, retryAtMs: 1 } as const;
    const problem = { ...problemOf('BACKEND_CIRCUIT_OPEN'), details: { backend: 'upstairs' } };
    target.setStatus({ backends: [first, { ...first, name: 'upstairs', circuit, problem }], problems: [problem] });
    const { out } = await cli.run(['status']);
    expect(out).toMatch(/^backend {6}LM Studio at .*: connected, answers in 38 ms$/m);
    expect(out).toMatch(/^backend {6}upstairs at .*, left alone after 5 failures in a row$/m);
    expect(out).toContain(`\nupstairs: ${problem.message}\n`);
  });

  it('status --json is exactly what the executor says', async () => {
    const { cli, target } = await served();
    expect((await cli.run(['status', '--json'])).json()).toEqual(target.scene.status);
    expect((await cli.run(['--json', 'status'])).json()).toEqual(target.scene.status);
  });

  it('peers list shows each peer', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['peers', 'list']);
    expect(out.trimEnd().split('\n')).toHaveLength(1 + target.scene.peers.length);
    expect(out).toContain('10 min ago');
    target.update({ peers: [] });
    expect((await cli.run(['peers', 'list'])).out).toBe('No peer is connected.\n');
  });

  it('plugins list tells how each plugin is, what it did, and what is wrong with one that is away', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['plugins', 'list']);
    expect(out).toMatch(
      /^filter +running +requests end +onRequest +own process, permissions +48\.2 MB +120 +7 +2 +0 +1$/m,
    );
    expect(out).toMatch(/^logger +waiting +requests go on +– .*$/m);
    expect(out).toContain('logger: The process of a plugin ended.');
    expect((await cli.run(['plugins', 'list', '--json'])).json()).toEqual(target.scene.plugins);
    target.update({ plugins: [] });
    expect((await cli.run(['plugins', 'list'])).out).toBe('No plugin is configured.\n');
  });

  it('admission tells how requests ended in words, and which rules refused', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['admission']);
    expect(out).toMatch(/^accrued +128 {2}Answered, and handed over in full\.$/m);
    expect(out).toMatch(/^RATE_LIMITED +7 {2}A client asked more often/m);
    expect(out).toMatch(/^peer_id requests 60\/min +7$/m);
    expect(out).toMatch(/^pattern 1 \(9f86d081\) +2$/m);
    expect((await cli.run(['admission', '--json'])).json()).toEqual(target.scene.admission);
    target.update({ admission: { outcomes: {}, blockedByRule: [], rateLimitedByRule: [] } });
    expect((await cli.run(['admission'])).out).toBe('No request has ended yet.\n');
  });

  it('models list shows prices, and why a model is not served', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['models', 'list']);
    expect(out).toMatch(
      /^qwen2\.5-7b-instruct = fast +loaded +5\.2 GB +32,768 +500\.0000 ETH +1,000\.0000 ETH +91\.8 .*yes$/m,
    );
    expect(out).toMatch(/^mistral-small +not loaded +13\.4 GB +– .*no: It is not loaded\.$/m);
    expect((await cli.run(['models', 'list', '--json'])).json()).toEqual(target.scene.models);
  });

  it('cache show tells what is kept and what it was good for, and cache clear removes it', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['cache', 'show']);
    expect(out).toMatch(/^State +ready$/m);
    expect(out).toMatch(/^Kept +memory, for each client alone$/m);
    expect(out).toMatch(/^Answers +1,204$/m);
    expect(out).toMatch(/^Size +18\.3 MB of at most 250\.0 MB$/m);
    expect(out).toMatch(/^Kept for +1 h$/m);
    expect(out).toMatch(/^Given again +311$/m);
    expect(out).not.toContain('forged');
    expect((await cli.run(['cache', 'show', '--json'])).json()).toEqual(target.scene.cache);
    expect((await cli.run(['cache', 'clear'])).out).toBe('No answer is kept any more.\n');
    expect((await cli.run(['cache', 'show'])).out).toMatch(/^Answers +0$/m);
  });

  it('cache show says what is wrong with a cache that does not answer, and that none is enabled', async () => {
    const { cli, target } = await served();
    const { cache } = target.scene;
    const counts = { ...cache.counts, failures: 7, rejected: 2, dropped: 3 };
    target.update({ cache: { ...cache, state: 'unreachable', entries: null, bytes: null, scope: 'shared', counts } });
    const { out } = await cli.run(['cache', 'show']);
    expect(out).toMatch(/^State +does not answer; requests are answered without it$/m);
    expect(out).toMatch(/^Answers +–$/m);
    expect(out).toContain('shared by all clients');
    expect(out).toContain('7 times it did not answer');
    expect(out).toContain('2 entries were damaged or forged');
    expect(out).toContain('3 answers were not stored');
    target.failNext('cache.clear', new ExecutorError('CACHE_UNAVAILABLE'));
    expect((await cli.run(['cache', 'clear'])).status).toBe(69);
    target.update({ cache: { ...cache, enabled: false } });
    expect((await cli.run(['cache', 'show'])).out).toContain('not enabled');
  });

  it('models list says that the backend is away instead of showing nothing', async () => {
    const { cli, target } = await served();
    const problem = problemOf('BACKEND_UNREACHABLE');
    target.update({ models: [] });
    const lost = { ...target.scene.status.backend, state: 'unreachable' as const, problem };
    target.setStatus({ backend: lost, backends: [lost] });
    expect(await cli.run(['models', 'list'])).toMatchObject({ status: 69, out: '' });
  });

  it('models list --refresh asks the backend', async () => {
    const { cli, target } = await served();
    await cli.run(['models', 'list', '--refresh']);
    expect(target.calls.map((call) => call.name)).toEqual(['models.refresh']);
  });

  it('queue list shows what runs, waits and ended', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['queue', 'list']);
    expect(out).toContain('2 of 10 places running, 1 of 100 waiting');
    expect(out).toMatch(/^r-10001 +running +.* 146 of ≤ 512 +≈ 0\.14600000 ETH$/m);
    expect(out).toMatch(/^r-10003 +waiting \(1\.\) +normal .* ≈ 2\.4 s /m);
    expect(out).toContain('QUEUE_CLIENT_GONE');
    target.update({ queue: { ...target.scene.queue, items: [], recent: [] } });
    expect((await cli.run(['queue', 'list'])).out).toContain('Nothing runs or waits.');
  });

  it('queue cancel takes the named request out', async () => {
    const { cli, target } = await served();
    expect(await cli.run(['queue', 'cancel', 'r-10002'])).toMatchObject({ status: 0, err: '' });
    expect(target.scene.queue.items.map((item) => item.id)).toEqual(['r-10001', 'r-10003']);
    expect(await cli.run(['queue', 'cancel', 'r-10002'])).toMatchObject({ status: 66, out: '' });
  });

  it('queue boost, hold and release act on the named request, and the list says so', async () => {
    const { cli, target } = await served();
    expect(await cli.run(['queue', 'hold', 'r-10003'])).toMatchObject({ status: 0, err: '' });
    expect((await cli.run(['queue', 'list'])).out).toMatch(/^r-10003 +held /m);
    expect(await cli.run(['queue', 'release', 'r-10003'])).toMatchObject({ status: 0, err: '' });
    expect((await cli.run(['queue', 'boost', 'r-10003'])).out).toContain('r-10003 is next');
    expect(target.calls.map((call) => call.name)).toEqual(['queue.hold', 'queue.get', 'queue.release', 'queue.boost']);
    for (const act of ['boost', 'hold', 'release'])
      expect(await cli.run(['queue', act, 'r-10001'])).toMatchObject({ status: 66, out: '' });
  });

  it('earnings adds up what the ledger has in whole local days', async () => {
    const { cli, target } = await served();
    const run = await cli.run(['earnings', '--days', '3', '--json']);
    const value = run.json<{
      fromMs: number;
      toMs: number;
      total: { accruedWei: string };
      buckets: { accruedWei: string }[];
    }>();
    const rows = target.scene.rows.filter((row) => row.admittedAtMs >= value.fromMs && row.state === 'accrued');
    const sum = rows.reduce((total, row) => total + BigInt(row.chargeWei ?? 0), 0n);
    expect(BigInt(value.total.accruedWei)).toBe(sum);
    expect(value.buckets.reduce((total, bucket) => total + BigInt(bucket.accruedWei), 0n)).toBe(sum);
    expect(new Date(value.fromMs).getHours()).toBe(0);
    expect(value.toMs - value.fromMs).toBeGreaterThan(70 * 3_600_000);
    expect(value.toMs).toBeGreaterThan(Date.now());
  });

  it('earnings can be asked for a model, a period and single requests', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run([
      'earnings',
      '--from',
      '2026-01-01',
      '--to',
      '2026-01-02',
      '--model',
      'm',
      '--rows',
      '5',
    ]);
    expect(out).toContain('0 ETH accrued with 0 answers; 0 void');
    expect(out).toContain('it does not pay yet');
    const filter = { fromMs: new Date(2026, 0, 1).getTime(), toMs: new Date(2026, 0, 3).getTime(), model: 'm' };
    expect(target.calls).toEqual([
      { name: 'earnings.get', input: filter },
      { name: 'earnings.rows', input: { filter, limit: 5 } },
    ]);
    const rows = await cli.run(['earnings', '--rows', '500']);
    expect(rows.out).toMatch(/void \(QUEUE_CLIENT_GONE\) .* –$/m);
    expect(rows.out).toMatch(/accrued +\S+ +high +backend /);
    expect(rows.out).toMatch(/accrued +\S+ +normal +cache /);
  });

  it('pause and resume say what is so afterwards', async () => {
    const { cli, target } = await served();
    expect((await cli.run(['pause'])).out).toBe('Paused: no new requests are taken. It finishes 2 running requests.\n');
    expect(target.calls[0]).toEqual({ name: 'executor.pause', input: { mode: 'finish' } });
    expect((await cli.run(['pause', '--now', '--json'])).json()).toEqual({ ok: true, state: 'paused', running: 0 });
    expect((await cli.run(['resume'])).out).toBe('Serving 2 models.\n');
  });

  it('pricing set keeps the price that is left out, and says when clients will be refused', async () => {
    const { cli, target } = await served();
    const { out } = await cli.run(['pricing', 'set', '--inbound', '0.0006']);
    expect(target.calls.at(-1)).toEqual({ name: 'pricing.set', input: { inboundEth: '0.0006', outboundEth: '0.001' } });
    expect(out).toMatch(/^inbound +0\.0006 ETH +600\.0000 ETH +0\.0005 ETH$/m);
    expect(out).toContain('it will be refused');
    expect((await cli.run(['pricing', 'show', '--json'])).json()).toMatchObject({ inboundEth: '0.0006' });
  });

  it('test-backend shows each line with its fix, and ends with a status when a configured one cannot serve', async () => {
    const { cli, target } = await served();
    expect(await cli.run(['test-backend'])).toMatchObject({ status: 0 });
    expect(target.calls).toEqual([{ name: 'backend.doctor', input: {} }]);
    const failing = createFakeControlTarget();
    const line = { topic: 'reach', verdict: 'bad', finding: 'Nothing answers.', fix: 'Start it.' } as const;
    const report = {
      kind: 'lmstudio',
      name: 'LM Studio',
      address: 'http://127.0.0.1:1234',
      version: null,
      configured: true,
      verdict: 'bad',
      lines: [line],
    } as const;
    const reports = [{ ...report, lines: [line] }];
    const other = createTestCli();
    await other.serve({ ...failing, handlers: { ...failing.handlers, 'backend.doctor': async () => reports } });
    const run = await other.run(['test-backend', '--json']);
    expect(run.status).toBe(69);
    expect(run.json()).toEqual({ ok: false, reports });
    const { out } = await other.run(['test-backend']);
    expect(out).toMatch(/^LM Studio \(lmstudio\) at http:\/\/127\.0\.0\.1:1234, configured: cannot serve as it is$/m);
    expect(out).toMatch(/^ {2}BAD {3}reach {2}Nothing answers\.\n +fix: Start it\.$/m);
  });

  it('benchmark measures a model, and shows what was measured', async () => {
    const { cli, target } = await served();
    const { status, out } = await cli.run(['benchmark', '--model', 'qwen2.5-7b-instruct']);
    expect(status).toBe(0);
    expect(out).toMatch(/^qwen2\.5-7b-instruct at .*warm-up/m);
    expect(target.calls.at(-1)).toEqual({ name: 'benchmark.run', input: { id: 'qwen2.5-7b-instruct' } });
    expect(await cli.run(['benchmark'])).toMatchObject({ status: 0 });
  });

  it('stop waits until the executor has ended', async () => {
    const cli = createTestCli();
    const target = createFakeControlTarget();
    const ended: string[] = [];
    const server = await cli.serve({
      ...target,
      handlers: {
        ...target.handlers,
        'executor.shutdown': async ({ mode }) => {
          setImmediate(() => void server.stop().then(() => ended.push(mode)));
          return {};
        },
      },
    });
    expect(await cli.run(['stop', '--now'])).toMatchObject({ status: 0, out: 'The executor has stopped.\n' });
    expect(ended).toEqual(['now']);
    expect(await cli.run(['stop'])).toMatchObject({ status: 69 });
  });

  it('stop says so when the executor takes too long', async () => {
    const { cli } = await served();
    const run = await cli.run(['stop', '--timeout', '1']);
    expect(run.status).toBe(69);
    expect(run.err).toContain('still finishing after 1 s');
    expect(run.err).toContain('stop --now');
  });

  it('stop says so within its time when the executor does not even answer, and names its process', async () => {
    const cli = createTestCli();
    const lock = await acquireFolderLock({ folder: cli.dataFolder, face: 'app', controlSocket: 'x' });
    onTestFinished(() => lock.release());
    const target = createFakeControlTarget();
    const answer = Promise.withResolvers<never>();
    onTestFinished(() => answer.reject(new Error('over')));
    await cli.serve({ ...target, handlers: { ...target.handlers, 'status.get': () => answer.promise } });
    const run = await cli.run(['stop', '--timeout', '1']);
    expect(run.status).toBe(69);
    expect(run.err).toContain(`does not answer (process ${process.pid})`);
    expect(run.err).not.toContain('finishing');
  });

  it('an error of the executor is told with its hint', async () => {
    const { cli, target } = await served();
    target.failNext('executor.resume', new ExecutorError('CONTROL_BUSY', { maxCallsAtOnce: 3 }));
    expect(await cli.run(['resume'])).toEqual({
      status: 69,
      out: '',
      err: 'error: The executor handles as many calls as it allows at once.\n  max calls at once: 3\nhint: Close other programs that ask it, and try again.\n',
      json: expect.any(Function),
    });
  });
});
