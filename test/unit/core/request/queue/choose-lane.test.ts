import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLane } from '../../../../../core/request/queue/index.ts';
import { buildQueueSettings } from '../../../../utils/queue.ts';

const asked = { inboundPriceWei: 101n, outboundPriceWei: 200n };
const client = { clientAddress: `0x${'ab'.repeat(20)}`, clientPeerId: `16Uiu2HAm${'P'.repeat(44)}` };
const enabled = { enabled: true };

const choose = (inbound: bigint, outbound: bigint, keys: Readonly<Record<string, unknown>> = enabled) =>
  chooseLane(
    { offered: { inboundPriceWei: inbound, outboundPriceWei: outbound }, asked, ...client },
    buildQueueSettings({ priority: keys }).priority,
  );

describe('the lane of a request', () => {
  it('is the high one when both offered prices reach the asked ones times the multiplier, which is charged then', () => {
    expect(choose(152n, 300n)).toEqual({ lane: 'high', quote: { inboundPriceWei: 152n, outboundPriceWei: 300n } });
    expect(choose(151n, 300n)).toEqual({ lane: 'normal', quote: asked });
    expect(choose(152n, 299n)).toEqual({ lane: 'normal', quote: asked });
  });

  it('follows high_priority_price_multiplier', () => {
    const keys = { ...enabled, high_priority_price_multiplier: 2.125 };
    expect(choose(1000n, 424n, keys).lane).toBe('normal');
    expect(choose(1000n, 425n, keys)).toEqual({
      lane: 'high',
      quote: { inboundPriceWei: 215n, outboundPriceWei: 425n },
    });
  });

  it('is never charged more for a higher offer, and never above the offer', () => {
    const price = fc.bigInt({ min: 0n, max: 10n ** 30n });
    fc.assert(
      fc.property(price, price, fc.integer({ min: 1000, max: 5000 }), price, (inbound, outbound, thousandths, more) => {
        const { priority } = buildQueueSettings({
          priority: { ...enabled, high_priority_price_multiplier: thousandths / 1000 },
        });
        const base = { inboundPriceWei: inbound, outboundPriceWei: outbound };
        const offer = (extra: bigint) => ({ inboundPriceWei: inbound + extra, outboundPriceWei: outbound + extra });
        const small = chooseLane({ offered: offer(more), asked: base, ...client }, priority);
        const large = chooseLane({ offered: offer(more * 10n ** 12n), asked: base, ...client }, priority);
        if (small.lane === 'high') expect(large).toEqual(small);
        for (const { quote } of [small, large]) {
          expect(quote.inboundPriceWei <= inbound + more * 10n ** 12n).toBe(true);
          expect(quote.inboundPriceWei * 1000n - inbound * BigInt(thousandths) < 1000n).toBe(true);
        }
      }),
    );
  });

  it('is the low one for low_priority_clients, by address or peer id, whatever they offer', () => {
    for (const name of [`0x${'AB'.repeat(20)}`, client.clientPeerId])
      expect(choose(9000n, 9000n, { ...enabled, low_priority_clients: [name] })).toEqual({ lane: 'low', quote: asked });
    expect(
      choose(9000n, 9000n, { ...enabled, low_priority_clients: [client.clientPeerId.replace('P', 'R')] }).lane,
    ).toBe('high');
  });

  it('is the only one, at the asked price, while [priority] is not enabled', () => {
    expect(choose(9000n, 9000n, {})).toEqual({ lane: 'normal', quote: asked });
  });
});
