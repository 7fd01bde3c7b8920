import type { Connection } from '@libp2p/interface';
import { expect, test } from 'vitest';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { backoffMs } from '../../../../../core/network/bootstrap/backoff.ts';
import { BootstrapNode } from '../../../../../core/network/bootstrap/bootstrap-node.ts';
import { LLM_PROTOCOL } from '../../../../../core/protocol/index.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

const random = (fraction: number) => ({ fraction: () => fraction, id: () => 'id' });

/** A node whose every dial gives a connection from another port than the listening one. */
function setUpConnected() {
  const clock = createManualClock();
  const connections: ReturnType<typeof fakeConnection>[] = [];
  const node = new BootstrapNode(
    {
      host: {
        triesListenPort: true,
        dial: async () => {
          const made = fakeConnection();
          connections.push(made);
          return { connection: made as unknown as Connection, fromListenPort: false };
        },
      },
      clock,
      random: random(0),
      logger: silentLogger,
      onConnected: () => {},
      onChange: () => {},
    },
    { address: '/ip4/192.0.2.1/tcp/9000' },
  );
  const pass = async (byMs: number) => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    clock.advance(byMs);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { clock, node, connections, pass };
}

function fakeConnection() {
  const events = new EventTarget();
  return Object.assign(events, {
    status: 'open',
    streams: [] as { protocol: string }[],
    remotePeer: { toString: () => 'a-peer' },
    abort() {
      this.status = 'aborted';
      events.dispatchEvent(new Event('close'));
    },
  });
}

test('waits double from half a second to 30 s, of which a random part up to a half is left out', () => {
  expect([0, 1, 2, 3, 6, 40].map((failures) => backoffMs(failures, random(0.999999)))).toEqual([
    500, 1_000, 2_000, 4_000, 30_000, 30_000,
  ]);
  expect([0, 40].map((failures) => backoffMs(failures, random(0)))).toEqual([250, 15_000]);
});

test('a node that refuses is dialled for ever, and never in a busy loop', async () => {
  const clock = createManualClock();
  const dials: number[] = [];
  const node = new BootstrapNode(
    {
      host: {
        triesListenPort: true,
        dial: async () => {
          dials.push(clock.nowMs());
          throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
        },
      },
      clock,
      random: random(0.5),
      logger: silentLogger,
      onConnected: () => {},
      onChange: () => {},
    },
    { address: '/ip4/192.0.2.1/tcp/9000' },
  );
  const stopped = new AbortController();
  const running = node.run(stopped.signal);
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      clock.advance(1_000);
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
  };
  await pass(3_600);
  expect(dials.length).toBeGreaterThan(120);
  expect(dials.length).toBeLessThan(200);
  expect(node.status).toMatchObject({ state: 'waiting', lastError: 'ECONNREFUSED' });
  stopped.abort();
  await running;
  await pass(600);
  const last = dials.length;
  await pass(600);
  expect(dials.length).toBe(last);
  expect(clock.timerCount).toBe(0);
});

test('a connection from another port is given up for the listening one, but not in the middle of a request', async () => {
  const { node, connections, pass, clock } = setUpConnected();
  const stopped = new AbortController();
  const running = node.run(stopped.signal);
  await pass(0);
  const [first] = connections;
  first?.streams.push({ protocol: '/ipfs/kad/1.0.0' }, { protocol: LLM_PROTOCOL });
  await pass(75_000);
  expect(first?.status).toBe('open');
  await pass(300_000);
  expect(first?.status).toBe('open');
  first?.streams.pop();
  await pass(5_000);
  expect(first?.status).toBe('aborted');
  await pass(1_000);
  expect(connections).toHaveLength(2);
  await pass(149_000);
  expect(connections[1]?.status).toBe('open');
  stopped.abort();
  await running;
  expect(clock.timerCount).toBe(0);
});

test('after a connection that lasted the waits begin anew, and never below the shortest', async () => {
  const { node, connections, pass } = setUpConnected();
  const stopped = new AbortController();
  const running = node.run(stopped.signal);
  await pass(0);
  connections[0]?.abort();
  await pass(250);
  connections[1]?.abort();
  await pass(250);
  expect(connections).toHaveLength(2);
  await pass(250);
  expect(connections).toHaveLength(3);
  await pass(60_000);
  connections[2]?.abort();
  await pass(249);
  expect(connections).toHaveLength(3);
  await pass(1);
  expect(connections).toHaveLength(4);
  stopped.abort();
  await running;
});
