import { describe, expect, it } from 'vitest';
import { DoorKeeper, type DoorQuestion } from '../../../../electron/doors/index.ts';
import { fakeSetting } from '../../../fakes/settings-scene.ts';
import { createManualClock } from '../../../utils/manual-clock.ts';

const setting = fakeSetting('llm_client.base_url', { value: 'http://127.0.0.1/v1', door: true });
const signal = new AbortController().signal;

/** A keeper whose questions are answered by the test. */
function createKeeper() {
  const clock = createManualClock();
  const asked: { question: DoorQuestion; answer: (yes: boolean) => void }[] = [];
  const keeper = new DoorKeeper({
    clock,
    ask: (question) => new Promise((answer) => asked.push({ question, answer })),
  });
  return { clock, keeper, asked, confirm: (value = 'x') => keeper.confirm(setting, value, signal) };
}

describe('the keeper of the doors', () => {
  it('lets a change pass that a person confirmed, with the value that was shown', async () => {
    const { asked, confirm } = createKeeper();
    const passed = confirm('http://10.0.0.7/v1');
    expect(asked[0]?.question.detail).toContain('New: "http://10.0.0.7/v1"');
    asked[0]?.answer(true);
    await expect(passed).resolves.toBeUndefined();
  });

  it('asks one question at a time, whatever comes meanwhile', async () => {
    const { asked, confirm } = createKeeper();
    const first = confirm();
    const flood = await Promise.allSettled(Array.from({ length: 500 }, () => confirm('other')));
    expect(asked).toHaveLength(1);
    expect(flood.every((call) => call.status === 'rejected' && call.reason.code === 'CONTROL_DOOR_BUSY')).toBe(true);
    asked[0]?.answer(true);
    await first;
    void confirm();
    expect(asked).toHaveLength(2);
  });

  it('asks less and less often after each no, and as before after a yes', async () => {
    const { clock, asked, confirm } = createKeeper();
    const decline = async () => {
      const call = confirm();
      asked.at(-1)?.answer(false);
      await expect(call).rejects.toMatchObject({ code: 'CONTROL_DOOR_DECLINED' });
    };
    for (const pauseMs of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      await decline();
      clock.advance(pauseMs - 1);
      await expect(confirm()).rejects.toMatchObject({ code: 'CONTROL_DOOR_BUSY' });
      clock.advance(1);
    }
    const call = confirm();
    asked.at(-1)?.answer(true);
    await call;
    await decline();
    clock.advance(1000);
    void confirm();
    expect(asked).toHaveLength(11);
  });

  it('stays shut when the question cannot be shown, and asks again', async () => {
    const clock = createManualClock();
    let broken = true;
    const keeper = new DoorKeeper({
      clock,
      ask: async () => {
        if (broken) throw new Error('no display');
        return true;
      },
    });
    await expect(keeper.confirm(setting, 'x', signal)).rejects.toThrow('no display');
    broken = false;
    await expect(keeper.confirm(setting, 'x', signal)).resolves.toBeUndefined();
  });
});
