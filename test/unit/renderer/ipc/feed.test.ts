import { describe, expect, it } from 'vitest';
import { ExecutorError } from '../../../../core/foundation/errors/index.ts';
import { createFeed } from '../../../../renderer/ipc/feed.ts';

interface Versioned {
  readonly revision: number;
}

/** A question that is answered by hand. */
function openQuestions<Value>() {
  const open: { resolve: (value: Value) => void; reject: (error: unknown) => void }[] = [];
  const ask = () => new Promise<Value>((resolve, reject) => open.push({ resolve, reject }));
  const answer = async (value: Value) => {
    open.shift()?.resolve(value);
    await settled();
  };
  return { open, ask, answer };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a feed with revisions', () => {
  const start = () => {
    const applied: number[] = [];
    const questions = openQuestions<Versioned>();
    const feed = createFeed<Versioned>({
      ask: questions.ask,
      isNewer: (next, now) => next.revision > now.revision,
      apply: (value) => applied.push(value.revision),
      fail: () => applied.push(-1),
    });
    return { applied, questions, feed };
  };

  it('drops an event that is older than the snapshot', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    feed.push({ revision: 3 });
    await questions.answer({ revision: 5 });
    expect(applied).toEqual([5]);
  });

  it('applies an event that is newer than the snapshot after it', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    feed.push({ revision: 7 });
    await questions.answer({ revision: 5 });
    feed.push({ revision: 6 });
    feed.push({ revision: 8 });
    expect(applied).toEqual([5, 7, 8]);
  });

  it('starts over after a reset, with whatever revision comes', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    await questions.answer({ revision: 90 });
    feed.reset();
    void feed.load();
    await questions.answer({ revision: 1 });
    expect(applied).toEqual([90, 1]);
  });

  it('drops the answer to a question of before a reset', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    feed.reset();
    await questions.answer({ revision: 1 });
    expect(applied).toEqual([]);
  });
});

describe('a feed without revisions', () => {
  const start = () => {
    const applied: string[] = [];
    const questions = openQuestions<string>();
    const feed = createFeed<string>({
      ask: questions.ask,
      apply: (value) => applied.push(value),
      fail: (error) => applied.push(error.code),
    });
    return { applied, questions, feed };
  };

  it('asks again when an event came during the question', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    feed.push('event');
    await questions.answer('maybe old');
    expect(applied).toEqual([]);
    await questions.answer('certain');
    expect(applied).toEqual(['certain']);
  });

  it('takes the last event when events never pause', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    for (const name of ['first', 'second', 'third']) {
      feed.push(name);
      await questions.answer('snapshot');
    }
    expect(questions.open).toHaveLength(0);
    expect(applied).toEqual(['third']);
    feed.push('later');
    expect(applied).toEqual(['third', 'later']);
  });

  it('tells a failure by its code and takes the next event', async () => {
    const { applied, questions, feed } = start();
    void feed.load();
    questions.open.shift()?.reject(new ExecutorError('CONTROL_TIMEOUT'));
    await settled();
    feed.push('event');
    expect(applied).toEqual(['CONTROL_TIMEOUT', 'event']);
  });
});
