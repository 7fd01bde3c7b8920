import { describe, expect, it } from 'vitest';
import { ipKey } from '../../../../../core/request/rate-limit/ip-key.ts';

describe('ipKey', () => {
  it.each([
    ['/ip4/192.0.2.1/tcp/4001', '192.0.2.1'],
    ['/ip6/::ffff:192.0.2.1/tcp/4001', '192.0.2.1'],
    ['/ip6/::ffff:c000:201/tcp/4001', '192.0.2.1'],
    ['/ip6/2001:db8:1:2:3:4:5:6/tcp/4001', '2001:db8:1:2::/64'],
    ['/ip6/2001:db8:1:2::9/tcp/4001', '2001:db8:1:2::/64'],
    ['/ip6/2001:0DB8:0001:0002::/tcp/4001', '2001:db8:1:2::/64'],
    ['/ip6/2001:db8:1:3::9/tcp/4001', '2001:db8:1:3::/64'],
    ['/ip6/::1/tcp/4001', '0:0:0:0::/64'],
    ['/ip6zone/eth0/ip6/fe80::1/tcp/4001', 'fe80:0:0:0::/64'],
    ['/ip4/192.0.2.1/tcp/4001/p2p/16Uiu2relay/p2p-circuit', '192.0.2.1'],
    ['/dns4/example.org/tcp/4001', 'none'],
    ['', 'none'],
  ])('counts %s under %s', (address, key) => {
    expect(ipKey(address)).toBe(key);
  });
});
