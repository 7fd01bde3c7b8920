import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Status } from '../../../../core/control/index.ts';
import { chooseTrayIcon } from '../../../../electron/tray/tray-icon.ts';
import { createTrayView, type TrayFacts, type TrayState } from '../../../../electron/tray/tray-view.ts';
import { servingScene } from '../../../fakes/control-scene.ts';

const base: Status = {
  ...servingScene(1_700_000_000_000).status,
  requests: { running: 2, waiting: 3, perMinute: 4 },
  today: { accruedWei: '6058000000000000', answers: 212, fromMs: 0 },
};
const problem = {
  code: 'BACKEND_UNREACHABLE' as const,
  message: 'The model program does not answer.',
  hint: 'Start it.',
  details: {},
};
const facts = (change: Partial<TrayFacts> = {}, status: Partial<Status> = {}): TrayFacts => ({
  host: { state: 'running' },
  status: { ...base, ...status },
  demo: false,
  quitting: false,
  ...change,
});
const menuOf = (of: TrayFacts) => createTrayView(of).menu.map((item) => (item === null ? '-' : item.label));
const actionsOf = (of: TrayFacts) => createTrayView(of).menu.flatMap((item) => item?.action ?? []);

describe('the tray', () => {
  it('says what runs, what was accrued today, and offers to pause while serving', () => {
    const view = createTrayView(facts());
    expect(view.state).toBe('serving');
    expect(view.tooltip).toBe('Lloom Executor\nServing · 2 running, 3 waiting\n0.006058 ETH accrued today');
    expect(view.menu).toEqual([
      { label: 'Serving · 2 running, 3 waiting' },
      { label: '0.006058 ETH accrued today' },
      null,
      { label: 'Pause after current requests', action: 'pause-finish' },
      { label: 'Stop now', action: 'pause-now' },
      null,
      { label: 'Open Lloom Executor', action: 'open' },
      null,
      { label: 'Quit after 2 current requests', action: 'quit' },
    ]);
  });

  it.each<[string, TrayFacts, TrayState, string, string[]]>([
    [
      'paused by hand while the rules are overruled',
      facts({}, { state: 'paused', presenceLine: 'Serving anyway: Elden Ring is running' }),
      'paused',
      'Paused',
      ['resume', 'open', 'quit'],
    ],
    [
      'paused for its owner',
      facts(
        {},
        { state: 'paused', presenceLine: 'Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s' },
      ),
      'paused',
      'Paused: Elden Ring is running; 11.2 GB video memory freed in 2.1 s',
      ['serve-anyway', 'open', 'quit'],
    ],
    ['paused', facts({}, { state: 'paused' }), 'paused', 'Paused', ['resume', 'open', 'quit']],
    [
      'draining',
      facts({}, { state: 'draining', requests: { running: 1, waiting: 0, perMinute: 0 } }),
      'draining',
      'Finishing · 1 running',
      ['resume', 'pause-now', 'open', 'quit'],
    ],
    [
      'in need of its owner',
      facts({}, { state: 'attention', problems: [problem] }),
      'attention',
      'Not serving: The model program does not answer',
      ['pause-finish', 'pause-now', 'open', 'quit'],
    ],
    [
      'unable to start',
      facts({ host: { state: 'failed', problem }, status: null }),
      'error',
      'Not running: The model program does not answer',
      ['retry', 'open', 'quit'],
    ],
    ['starting', facts({ host: { state: 'starting' }, status: null }), 'paused', 'Starting', ['open', 'quit']],
    [
      'stopped',
      facts({ host: { state: 'stopped' }, status: null }),
      'paused',
      'Not running',
      ['retry', 'open', 'quit'],
    ],
    [
      'finishing before it quits',
      facts({ quitting: true }, { state: 'stopping' }),
      'draining',
      'Finishing before it quits · 2 running, 3 waiting',
      ['open', 'quit-now'],
    ],
    [
      'the demo',
      facts({ demo: true }),
      'demo',
      'Demo: Serving · 2 running, 3 waiting',
      ['pause-finish', 'pause-now', 'leave-demo', 'open', 'quit'],
    ],
    [
      'the demo, paused',
      facts({ demo: true }, { state: 'paused' }),
      'paused',
      'Demo: Paused',
      ['resume', 'leave-demo', 'open', 'quit'],
    ],
  ])('tells by shape, sentence and choices that it is %s', (_name, of, state, sentence, actions) => {
    const view = createTrayView(of);
    expect(view.state).toBe(state);
    expect(view.menu[0]).toEqual({ label: sentence });
    expect(view.tooltip.split('\n')[1]).toBe(sentence);
    expect(actionsOf(of)).toEqual(actions);
  });

  it('marks every amount of the demo and shows none without a status', () => {
    expect(menuOf(facts({ demo: true }))[1]).toBe('0.006058 ETH accrued today (demo)');
    expect(menuOf(facts({ host: { state: 'starting' }, status: null })).join()).not.toContain('ETH');
  });

  it('says what quitting waits for', () => {
    const quit = (running: number) => menuOf(facts({}, { requests: { running, waiting: 0, perMinute: 0 } })).at(-1);
    expect([quit(0), quit(1), quit(2)]).toEqual([
      'Quit',
      'Quit after the current request',
      'Quit after 2 current requests',
    ]);
  });

  it.each(['linux', 'win32', 'darwin'] as const)('has an icon for every state on %s, in both densities', (platform) => {
    const states: TrayState[] = ['serving', 'paused', 'draining', 'attention', 'error', 'demo'];
    const folder = join(import.meta.dirname, '../../../../assets/icons/tray');
    const seen = new Set<string>();
    for (const state of states) {
      const icon = chooseTrayIcon(state, platform);
      const sizePx = platform === 'linux' ? 22 : 16;
      const single = readFileSync(join(folder, icon.file));
      expect(pngSize(single)).toEqual([sizePx, sizePx]);
      expect(pngSize(readFileSync(join(folder, icon.file.replace('.png', '@2x.png'))))).toEqual([
        sizePx * 2,
        sizePx * 2,
      ]);
      expect(icon.template).toBe(platform === 'darwin');
      seen.add(single.toString('hex'));
    }
    expect(seen.size).toBe(states.length);
  });
});

function pngSize(bytes: Buffer): [number, number] {
  expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}
