import { describe, expect, it } from 'vitest';
import { statusLine } from '../../../../../core/cli/output/status-words.ts';
import { displayOf } from '../../../../../core/cli/start/status-display.ts';
import { createFakeControlTarget } from '../../../../fakes/control-target.ts';
import { createManualClock } from '../../../../utils/manual-clock.ts';

function setup({ isTerminal = false, columns = 200, json = false } = {}) {
  const clock = createManualClock();
  const written: [string, string][] = [];
  const output = (name: string) => ({ isTerminal, columns, write: (text: string) => void written.push([name, text]) });
  const terminal = { out: output('out'), err: output('err'), isInputTyped: false, readInput: async () => null };
  const display = displayOf({ terminal, clock, json });
  const target = createFakeControlTarget({ nowMs: clock.nowMs });
  return { clock, written, display, target, text: () => written.map(([, text]) => text).join('') };
}

const clear = '\r\u001b[2K';

describe('the status display', () => {
  it('rewrites one line on a terminal', async () => {
    const { display, target, written, clock } = setup({ isTerminal: true });
    await display.follow(target);
    expect(written.at(-1)?.[1]).toBe(`${clear}${statusLine(target.scene.status, clock.nowMs())}`);
    target.setStatus({ state: 'paused' });
    clock.advance(300);
    expect(written.at(-1)?.[1]).toContain(`${clear}Paused · `);
    expect(written.every(([, text]) => !text.includes('\n'))).toBe(true);
    display.stop();
    expect(written.at(-1)?.[1]).toBe('\n');
  });

  it('cuts the line at the width of the terminal', async () => {
    const { display, target, written } = setup({ isTerminal: true, columns: 30 });
    await display.follow(target);
    expect(written.at(-1)?.[1].slice(clear.length)).toMatch(/^.{28}…$/u);
    display.stop();
  });

  it('puts log lines above the line and draws it again', async () => {
    const { display, target, written } = setup({ isTerminal: true });
    await display.follow(target);
    const line = written.at(-1)?.[1].slice(clear.length);
    display.logStream.write('12:00:00 INFO hello\n');
    expect(written.slice(-3)).toEqual([
      ['out', clear],
      ['err', '12:00:00 INFO hello\n'],
      ['out', line],
    ]);
    display.stop();
  });

  it('counts waiting times down on a terminal', async () => {
    const { display, target, written, clock } = setup({ isTerminal: true });
    const { network } = target.scene.status;
    const bootstrap = network.bootstrap.map((node) => ({
      ...node,
      state: 'waiting' as const,
      nextTryAtMs: clock.nowMs() + 12_000,
    }));
    target.setStatus({ network: { ...network, bootstrap } });
    await display.follow(target);
    expect(written.at(-1)?.[1]).toContain('not connected, next try in 12 s');
    clock.advance(5000);
    expect(written.at(-1)?.[1]).toContain('next try in 7.0 s');
    display.stop();
  });

  it('writes whole lines where nobody watches: on a change of state, and every minute', async () => {
    const { display, target, written, clock, text } = setup();
    await display.follow(target);
    expect(written).toHaveLength(1);
    expect(text()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d Serving 2 models · .*\n$/);
    for (let i = 0; i < 20; i++) {
      target.setStatus({ requests: { running: i, waiting: 0, perMinute: 0 } });
      clock.advance(1000);
    }
    expect(written).toHaveLength(1);
    target.setStatus({ state: 'paused' });
    clock.advance(1000);
    expect(written).toHaveLength(2);
    clock.advance(58_000);
    expect(written).toHaveLength(2);
    clock.advance(2000);
    expect(written).toHaveLength(3);
    expect(text()).not.toContain('\u001b');
    display.stop();
    expect(clock.timerCount).toBe(0);
  });

  it('says in every line that a demo is one', async () => {
    const { display, target, text } = setup();
    target.setStatus({ demo: true });
    await display.follow(target);
    expect(text()).toContain(' DEMO · Serving');
    display.stop();
  });

  it('leaves standard output to the result with --json', async () => {
    const { display, target, written } = setup({ json: true });
    display.print('hello\n');
    await display.follow(target);
    display.stop();
    expect(written.length).toBeGreaterThan(1);
    expect(written.filter(([name]) => name === 'out')).toEqual([]);
  });
});
