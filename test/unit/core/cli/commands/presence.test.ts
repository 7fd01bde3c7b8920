import { expect, it } from 'vitest';
import { createFakeControlTarget } from '../../../../fakes/control-target.ts';
import { fakePresence } from '../../../../fakes/hardware-scene.ts';
import { createTestCli } from '../../../../utils/cli.ts';

async function served() {
  const cli = createTestCli();
  const target = createFakeControlTarget();
  await cli.serve(target);
  return { cli, target };
}

it('presence show says that nothing asks for a pause, and what is watched', async () => {
  const { cli } = await served();
  const { status, out } = await cli.run(['presence', 'show']);
  expect(status).toBe(0);
  expect(out).toMatch(/^now {9}Nothing asks for a pause$/m);
  expect(out).toMatch(/^game\s+quiet\s+No game runs\.$/m);
});

it('presence show says why, since when, what was freed and when serving comes back', async () => {
  const { cli, target } = await served();
  const nowMs = Date.now();
  target.update({
    presence: {
      ...fakePresence(),
      state: 'paused',
      line: 'Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s',
      cause: { signal: 'game', subject: 'Elden Ring', reason: 'Elden Ring is running', sinceMs: nowMs - 60_000 },
      release: { verified: 'freed', freedAfterMs: 2100, freedBytes: 11_200_000_000, stillHeldBytes: 0, heldBy: [] },
      steps: [{ atMs: nowMs - 60_000, verdict: 'info', title: 'Game found', detail: 'eldenring.exe runs.' }],
    },
  });
  const { out } = await cli.run(['presence', 'show']);
  expect(out).toContain('Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s');
  expect(out).toMatch(/^video memory +11\.2 GB freed in 2\.1 s$/m);
  expect(out).toMatch(/^comes back +5 min after the cause has ended$/m);
  expect(out).toContain('Game found. eldenring.exe runs.');
  target.update({
    presence: {
      ...target.scene.presence,
      release: {
        verified: 'still-held',
        freedAfterMs: null,
        freedBytes: 0,
        stillHeldBytes: 13_200_000_000,
        heldBy: ['ollama.exe'],
      },
    },
  });
  expect((await cli.run(['presence', 'show'])).out).toMatch(/^video memory +13\.2 GB still held by ollama\.exe$/m);
});

it('presence serve and follow override the rules and take it back', async () => {
  const { cli, target } = await served();
  expect((await cli.run(['presence', 'serve'])).status).toBe(0);
  expect((await cli.run(['presence', 'follow', '--json'])).json()).toEqual(target.scene.presence);
  const calls = target.calls.filter(({ name }) => name === 'presence.override');
  expect(calls.map(({ input }) => input)).toEqual([{ mode: 'serve' }, { mode: 'follow' }]);
});
