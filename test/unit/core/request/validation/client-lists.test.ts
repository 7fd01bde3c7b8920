import { describe, expect, it } from 'vitest';
import { ClientLists } from '../../../../../core/request/validation/client-lists.ts';
import { clientNameProblem } from '../../../../../core/request/validation/client-names.ts';
import { clientListsSection } from '../../../../../core/request/validation/config.ts';

const address = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8';
const peerId = '16Uiu2HAmMUjGmiUhJeiZgu6ZZnLRkE2VViR2JgjqtW9aTZnHQqgg';

describe('ClientLists', () => {
  it('admits everybody while nobody is named, and only the allowed when some are', () => {
    const lists = new ClientLists({ allow: [], block: [] });
    expect(lists.admits(peerId, address)).toBe(true);
    lists.configure({ allow: [address.toLowerCase()], block: [] });
    expect(lists.admits(peerId, address)).toBe(true);
    expect(lists.admits(peerId, `0x${'1'.repeat(40)}`)).toBe(false);
    lists.configure({ allow: [peerId], block: [] });
    expect(lists.admits(peerId, `0x${'1'.repeat(40)}`)).toBe(true);
    expect(lists.admits(peerId.toLowerCase(), address)).toBe(false);
  });

  it('blocks by address or peer id, whatever is allowed', () => {
    const lists = new ClientLists({ allow: [peerId, address.toLowerCase()], block: [address.toLowerCase()] });
    expect(lists.admits(peerId, address)).toBe(false);
    lists.configure({ allow: [address.toLowerCase()], block: [peerId] });
    expect(lists.admits(peerId, address)).toBe(false);
  });

  it.each([address, address.toUpperCase()])('finds %s as the file has it', (written) => {
    expect(clientNameProblem(written)).toBe(null);
    const settings = clientListsSection.read(clientListsSection.schema.parse({ block: [written] }) as never);
    expect(new ClientLists(settings).admits(peerId, address)).toBe(false);
  });
});

describe('clientNameProblem', () => {
  it.each([
    [address, null],
    [address.toUpperCase().replace('0X', '0x'), null],
    [peerId, null],
    ['12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA', null],
    [address.slice(0, -1), 'is an address of 39 digits after 0x instead of 40'],
    [`${address.slice(0, -1)}g`, 'has the character "g", which no address has'],
    [address.slice(2), `is an address without its beginning: did you mean "${address}"?`],
    [`/ip4/192.0.2.1/tcp/4001/p2p/${peerId}`, `is a multiaddr: did you mean "${peerId}"?`],
    [peerId.replace('Q', '0'), 'has the character "0", which no peer id has'],
    [` ${peerId}`, 'begins or ends with a space'],
    [peerId.slice(1), 'is neither an address nor a peer id'],
    ['alice', 'is neither an address nor a peer id'],
  ])('says of %j: %s', (text, problem) => {
    expect(clientNameProblem(text)).toBe(problem);
  });
});
