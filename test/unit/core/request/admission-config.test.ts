import { describe, expect, it } from 'vitest';
import { checkConfigText } from '../../../../core/foundation/config/index.ts';

/** Each problem as `line key problem`. */
function problemsOf(text: string): readonly string[] {
  const { problems } = checkConfigText(text, { file: 'config.toml', env: {} });
  return problems.map(({ line, key, problem }) => `${line} ${key} ${problem}`);
}

describe('the sections that keep requests out', () => {
  it('say where a pattern is wrong, and which', () => {
    const text = `[content_filter]\nblock_patterns = [\n  'fine',\n  'not (fine',\n  'x*',\n]\nmax_prompt_lenght = 10`;
    expect(problemsOf(text)).toEqual([
      '4 content_filter.block_patterns[1] is not a pattern: missing closing ), at character 1',
      '5 content_filter.block_patterns[2] fits the empty text, and so every text',
      '7 content_filter.max_prompt_lenght is not a known key',
    ]);
  });

  it('refuse rules that limit nothing, and a burst on top of nothing', () => {
    const text = `[rate_limiting]
[[rate_limiting.rules]]
identifier = "peer_id"
[[rate_limiting.rules]]
identifier = "ip_address"
max_tokens_per_minute = 100
burst_size = 5
`;
    expect(problemsOf(text)).toEqual([
      '2 rate_limiting.rules[0] limits nothing: it has neither max_requests_per_minute nor max_tokens_per_minute',
      '7 rate_limiting.rules[1].burst_size has no max_requests_per_minute to be on top of',
    ]);
  });

  it('say what is wrong with the name of a client', () => {
    const text = `[client_lists]\nallow = ["0x1234"]\nblock = ["alice"]\n`;
    expect(problemsOf(text)).toEqual([
      '2 client_lists.allow[0] is an address of 4 digits after 0x instead of 40',
      '3 client_lists.block[0] is neither an address nor a peer id',
    ]);
  });

  it('show no password of a Redis server that is written wrongly', () => {
    const text = `[rate_limiting.redis]\nurl = "rediss//:hunter2@example.org"\n`;
    const { problems } = checkConfigText(text, { file: 'config.toml', env: {} });
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});
