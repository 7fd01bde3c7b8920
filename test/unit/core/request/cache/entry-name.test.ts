import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryName, entryNamespace } from '../../../../../core/request/cache/entries/name.ts';
import type { AnswerOrigin } from '../../../../../core/request/cache/index.ts';
import type { CacheQuestion } from '../../../../../core/request/index.ts';
import { answerOrigin, cacheQuestion } from '../../../../utils/cache.ts';

const key = new Uint8Array(32).fill(7);

const text = fc.string({ unit: 'binary', maxLength: 20 });
const textOrNull = fc.option(text);
const questions: fc.Arbitrary<CacheQuestion> = fc.record({
  clientAddress: text,
  model: text,
  prompt: text,
  systemPrompt: textOrNull,
  temperature: fc.option(fc.constantFrom(0, 0.5, 1, 2)),
  maxOutboundTokens: fc.nat(5),
  contentFilterVersion: text,
});
const origins: fc.Arbitrary<AnswerOrigin> = fc.record({
  backendKind: text,
  backendName: text,
  backendUrl: text,
  backendVersion: textOrNull,
  quantization: textOrNull,
  contextLength: fc.option(fc.nat(5)),
  architecture: textOrNull,
  modelBytes: fc.option(fc.nat(5)),
});

/** Another value for each field, one at a time. */
const otherQuestions: { readonly [Field in keyof CacheQuestion]: readonly CacheQuestion[Field][] } = {
  clientAddress: [`0x${'2'.repeat(40)}`],
  model: ['model-b', 'MODEL-A', ''],
  prompt: ['What did the oracle whisper', '', 'What did the oracle whisper?\u0000'],
  systemPrompt: [null, '', 'null'],
  temperature: [null, 1, 0.1, Number.MIN_VALUE],
  maxOutboundTokens: [99, 101, 1000],
  contentFilterVersion: ['1', ''],
};
const otherOrigins: { readonly [Field in keyof AnswerOrigin]: readonly AnswerOrigin[Field][] } = {
  backendKind: ['openai'],
  backendName: ['other'],
  backendUrl: ['http://localhost:1235/v1'],
  backendVersion: ['1.1', null],
  quantization: ['Q8_0', null],
  contextLength: [8192, null],
  architecture: ['qwen', null],
  modelBytes: [4_000_000_001, null],
};

describe('entryName', () => {
  const name = (question: Partial<CacheQuestion> = {}, origin: Partial<AnswerOrigin> = {}) =>
    entryName(key, { ...cacheQuestion, ...question }, { ...answerOrigin, ...origin }, 'per_client');

  const questionChanges = Object.entries(otherQuestions).flatMap(([field, values]) =>
    values.map((value) => ({ field, change: { [field]: value } as Partial<CacheQuestion> })),
  );
  it.each(questionChanges)('is another one when $field of the question changes: $change', ({ change }) => {
    expect(name(change)).not.toBe(name());
  });

  const originChanges = Object.entries(otherOrigins).flatMap(([field, values]) =>
    values.map((value) => ({ field, change: { [field]: value } as Partial<AnswerOrigin> })),
  );
  it.each(originChanges)('is another one when $field of the backend changes: $change', ({ change }) => {
    expect(name({}, change)).not.toBe(name());
  });

  it('is the same for any two equal questions and differs for any two that are not', () => {
    const wholes = fc.record({ question: questions, origin: origins });
    fc.assert(
      fc.property(wholes, wholes, (a, b) => {
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        const names = [a, b].map(({ question, origin }) => entryName(key, question, origin, 'per_client'));
        expect(names[0] === names[1]).toBe(isSame);
        expect(entryName(key, { ...a.question }, { ...a.origin }, 'per_client')).toBe(names[0]);
      }),
    );
  });

  it('cannot be moved from one field into the next', () => {
    const apart = name({ prompt: 'a', systemPrompt: 'b' });
    expect(name({ prompt: 'a","b', systemPrompt: null })).not.toBe(apart);
    expect(name({ model: 'x","y', prompt: 'z' })).not.toBe(name({ model: 'x', prompt: 'y","z' }));
  });

  it('takes half of a surrogate pair for what it is', () => {
    expect(name({ prompt: '\ud800' })).not.toBe(name({ prompt: '\ud801' }));
    expect(name({ prompt: '\ud800' })).not.toBe(name({ prompt: '\ufffd' }));
  });

  it('is the same for temperature 0 and -0', () => {
    expect(name({ temperature: -0 })).toBe(name({ temperature: 0 }));
  });

  it('leaves the client out where answers are shared, and is never that of a client', () => {
    const other = { ...cacheQuestion, clientAddress: `0x${'2'.repeat(40)}` };
    const shared = entryName(key, cacheQuestion, answerOrigin, 'shared');
    expect(entryName(key, other, answerOrigin, 'shared')).toBe(shared);
    expect(shared).not.toBe(name());
  });

  it('is another one with another key, and has nothing of the question in it', () => {
    const others = new Uint8Array(32).fill(8);
    expect(entryName(others, cacheQuestion, answerOrigin, 'per_client')).not.toBe(name());
    expect(name()).toMatch(/^[0-9a-f]{64}$/);
    expect(entryNamespace(key)).toMatch(/^[0-9a-f]{16}$/);
    expect(entryNamespace(key)).not.toBe(entryNamespace(others));
  });
});

function sorted({ question, origin }: { question: CacheQuestion; origin: AnswerOrigin }): unknown[] {
  const fields = { ...question, ...origin };
  return Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));
}
