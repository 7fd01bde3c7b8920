import { expect, it } from 'vitest';
import { factsOf } from '../../../../renderer/format/facts.ts';

it('tells details of every form as names and texts, and no JSON', () => {
  const problem = { source: '/home/me/config.toml', line: 2, key: 'pricing.base_inbound_price' };
  const facts = factsOf({
    dataFolder: '/home/me',
    pid: 17,
    reason: '',
    hint: 'Do this.',
    tried: ['/ip4/127.0.0.1/tcp/1', '/ip4/127.0.0.1/tcp/2'],
    problems: [
      { ...problem, problem: 'is 1 ETH or more: did you write wei?', expected: 'ETH', hint: 'Write "0.0005".' },
      { source: 'LLOOM_X', line: null, key: '', problem: 'is empty', expected: null, hint: null },
    ],
    fields: [{ field: 'limit', problem: 'is too large' }],
  });
  expect(facts).toEqual([
    { name: 'data folder', text: '/home/me' },
    { name: 'pid', text: '17' },
    { name: 'tried', text: '/ip4/127.0.0.1/tcp/1' },
    { name: 'tried', text: '/ip4/127.0.0.1/tcp/2' },
    {
      name: 'config.toml, line 2',
      text: 'pricing.base_inbound_price is 1 ETH or more: did you write wei? Expected: ETH. Write "0.0005".',
    },
    { name: 'LLOOM_X', text: 'The file is empty.' },
    { name: 'limit', text: 'is too large' },
  ]);
});
