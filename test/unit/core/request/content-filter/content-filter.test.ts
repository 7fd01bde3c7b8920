import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../../../core/foundation/clock.ts';
import { silentLogger } from '../../../../../core/foundation/logger.ts';
import { ContentFilter, type ContentFilterSettings } from '../../../../../core/request/content-filter/index.ts';

const plain: ContentFilterSettings = {
  enabled: true,
  blockPatterns: ['malicious.*pattern', '(?i)dangerous.*content'],
  maxPromptLength: null,
  scanResponses: true,
};

function setUp(change: Partial<ContentFilterSettings> = {}) {
  const blocked: string[] = [];
  const counts = { blocked: (label: string) => void blocked.push(label) };
  const filter = new ContentFilter({ clock: systemClock, logger: silentLogger, counts }, { ...plain, ...change });
  onTestFinished(() => filter.close());
  const check = (prompt: string, systemPrompt: string | null = null) =>
    filter.checkPrompt({ prompt, systemPrompt }).then(
      () => 'passed',
      (error: { code: string }) => error.code,
    );
  return { filter, blocked, check };
}

/** A megabyte of words with this in the middle. */
const around = (text: string) => `${'a word or two. '.repeat(35_000)}${text}${' and more words'.repeat(35_000)}`;

describe('ContentFilter', () => {
  it.each([
    ['a malicious little pattern', 'CONTENT_BLOCKED_PROMPT'],
    ['a Malicious little pattern', 'passed'],
    ['malicious\npattern', 'passed'],
    ['DANGEROUS and content', 'CONTENT_BLOCKED_PROMPT'],
    ['nothing of that kind', 'passed'],
    ['', 'passed'],
  ])('looks for its patterns in %j: %s', async (prompt, outcome) => {
    expect(await setUp().check(prompt)).toBe(outcome);
  });

  it('looks through the system prompt as well, and counts which pattern it was', async () => {
    const { check, blocked } = setUp();
    expect(await check('fine', 'dangerous content')).toBe('CONTENT_BLOCKED_PROMPT');
    expect(blocked).toEqual([expect.stringMatching(/^pattern 2 \([0-9a-f]{8}\)$/)]);
  });

  it('never quotes text or pattern in its error', async () => {
    const { filter } = setUp();
    const error = await filter.checkPrompt({ prompt: 'my malicious pattern', systemPrompt: null }).catch((e) => e);
    expect(JSON.stringify([error.message, error.details, String(error.stack)])).not.toContain('alicious');
  });

  it('finds in a megabyte what it finds in a line, across any distance', async () => {
    const { check } = setUp();
    expect(await check(around('a malicious pattern'))).toBe('CONTENT_BLOCKED_PROMPT');
    expect(await check(`malicious${around('')}pattern`)).toBe('CONTENT_BLOCKED_PROMPT');
    expect(await check(around(''))).toBe('passed');
  });

  it('looks through answers where it shall, and only there', async () => {
    await expect(setUp().filter.checkResponse('dangerous content')).rejects.toMatchObject({
      code: 'CONTENT_BLOCKED_RESPONSE',
    });
    await setUp({ scanResponses: false }).filter.checkResponse('dangerous content');
  });

  it('counts characters as people do, of prompt and system prompt together', async () => {
    const { check, blocked } = setUp({ blockPatterns: [], maxPromptLength: 10 });
    expect(await check('😀'.repeat(10))).toBe('passed');
    expect(await check('😀'.repeat(11))).toBe('CONTENT_TOO_LONG');
    expect(await check('12345', '67890')).toBe('passed');
    expect(await check('123456', '67890')).toBe('CONTENT_TOO_LONG');
    expect(blocked).toEqual(['max_prompt_length', 'max_prompt_length']);
  });

  it('has another version for other settings, and the same for the same', async () => {
    const versions = [setUp(), setUp(), setUp({ blockPatterns: ['x'] }), setUp({ scanResponses: false })].map(
      ({ filter }) => filter.version,
    );
    expect(versions[1]).toBe(versions[0]);
    expect(new Set(versions).size).toBe(3);
    expect(setUp({ enabled: false }).filter.version).toBe('none');
  });

  it('obeys new settings at once and lets texts under way end with the old ones', async () => {
    const { filter, check } = setUp();
    const underWay = check(around('a malicious pattern'));
    filter.configure({ ...plain, blockPatterns: ['words'] });
    expect(await check('two words')).toBe('CONTENT_BLOCKED_PROMPT');
    expect(await check('a malicious pattern')).toBe('passed');
    expect(await underWay).toBe('CONTENT_BLOCKED_PROMPT');
    filter.configure({ ...plain, enabled: false });
    expect(await check('two words')).toBe('passed');
  });

  it('refuses no request for new settings that come between its system prompt and its prompt', async () => {
    const { filter, check } = setUp();
    const underWay = [check(around('a malicious pattern'), around('')), check(around(''), around(''))];
    filter.configure({ ...plain, blockPatterns: ['words'] });
    expect(await Promise.all(underWay)).toEqual(['CONTENT_BLOCKED_PROMPT', 'passed']);
  });

  it('keeps the event loop free while it looks through megabytes', async () => {
    const { check } = setUp({ blockPatterns: ['(a|b)*a(a|b){100}c$', 'malicious.*pattern'] });
    await check(around(''));
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const hostile = Array.from({ length: 1 << 17 }, (_, i) => ((i * 7919) % 13 < 6 ? 'a' : 'b')).join('');
    expect(await Promise.all([check(`${hostile}cx`), check(around(''))])).toEqual(['passed', 'passed']);
    delays.disable();
    expect(delays.max / 1e6).toBeLessThan(300);
  });

  it('refuses more than it can look through in time, and goes on with the next', async () => {
    const { check } = setUp();
    const outcomes = await Promise.all(Array.from({ length: 80 }, () => check(around(''))));
    expect(outcomes.filter((outcome) => outcome === 'CONTENT_FILTER_BUSY').length).toBeGreaterThan(0);
    expect(outcomes.filter((outcome) => outcome === 'passed').length).toBeGreaterThan(20);
    expect(await check(around(''))).toBe('passed');
  });
});
