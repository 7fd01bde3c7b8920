import { describe, expect, it } from 'vitest';
import {
  benchmarkBest,
  firstFinding,
  isAbsent,
  placesOf,
  reportsText,
  reportVersion,
  reportWords,
  shortUrl,
} from '../../../../renderer/store/selectors/doctor.ts';
import { fakeBenchmark, fakeReports, noReports } from '../../../fakes/models-scene.ts';

const [lmStudio, ollama, own] = fakeReports;
if (!lmStudio || !ollama || !own) throw new Error('the scene has too few reports');

describe('reports of the test', () => {
  it('are told in a few words', () => {
    expect([lmStudio, ollama, own].map(reportWords)).toEqual(['1 warning', 'not found', 'no model program']);
    expect(reportWords({ ...ollama, configured: true })).toBe('1 problem');
  });

  it('of addresses where nobody is expected are no fault', () => {
    expect(fakeReports.map(isAbsent)).toEqual([false, true, false]);
    expect(noReports.map(isAbsent)).toEqual([false, true, true]);
  });

  it('begin with what is wrong', () => {
    expect(firstFinding(lmStudio)?.topic).toBe('context');
    expect(firstFinding(own)?.topic).toBe('reach');
  });

  it('say the name once where the program tells it with its version', () => {
    expect(reportVersion({ ...lmStudio, version: 'LM Studio 0.4.2' })).toBe('0.4.2');
    expect([lmStudio, ollama].map(reportVersion)).toEqual(['0.3.30', null]);
  });

  it('can be copied with every fix', () => {
    const text = reportsText(fakeReports);
    expect(text).toContain('LM Studio 0.3.30, http://localhost:1234: 1 warning');
    for (const { fix } of fakeReports.flatMap(({ lines }) => lines)) if (fix) expect(text).toContain(`fix: ${fix}`);
  });

  it('stand with the usual places where nobody answered', () => {
    expect(placesOf([lmStudio]).map(({ name, address, kind }) => [name, address, kind])).toEqual([
      ['LM Studio', 'localhost:1234', 'warning'],
      ['Ollama', 'localhost:11434', 'none'],
      ['llama.cpp', 'localhost:8080', 'none'],
    ]);
    expect(placesOf(fakeReports)).toHaveLength(3);
    expect(placesOf([{ ...lmStudio, name: 'lmstudio' }])[0]?.name).toBe('LM Studio');
  });

  it('name addresses as people type them', () => {
    expect(['http://localhost:1234/', 'https://a.b/v1'].map(shortUrl)).toEqual(['localhost:1234', 'a.b/v1']);
  });
});

describe('a benchmark', () => {
  it('is told by its best of one and of all together', () => {
    const benchmark = fakeBenchmark('qwen', 0);
    const ones = benchmark.cells
      .filter(({ concurrency }) => concurrency === 1)
      .map((cell) => cell.tokensPerSecond ?? 0);
    expect(benchmarkBest(benchmark).one).toBe(Math.max(...ones));
    expect(benchmarkBest(benchmark).all).toBe(
      Math.max(...benchmark.cells.map((cell) => cell.totalTokensPerSecond ?? 0)),
    );
    expect(benchmarkBest({ ...benchmark, cells: [] })).toEqual({ one: null, all: null });
  });
});
