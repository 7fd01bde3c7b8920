import type { Quote } from '../../money/pricing/index.ts';
import type { PrioritySettings } from './config.ts';
import type { Lane } from './interface.ts';

/** What decides about the lane of a request. */
export interface LaneQuestion {
  readonly offered: Quote;
  readonly asked: Quote;
  /** Lower case. */
  readonly clientAddress: string;
  /** Base58. */
  readonly clientPeerId: string;
}

/**
 * The lane of a request, and the price that it is charged there.
 * An offer opens the high lane when both prices reach the asked ones times the multiplier; what is charged then is
 * exactly that, however much more was offered.
 */
export function chooseLane(
  { offered, asked, clientAddress, clientPeerId }: LaneQuestion,
  settings: PrioritySettings,
): { lane: Lane; quote: Quote } {
  const { enabled, lowPriorityClients, highPriceThousandths } = settings;
  if (!enabled) return { lane: 'normal', quote: asked };
  if (lowPriorityClients.has(clientAddress) || lowPriorityClients.has(clientPeerId))
    return { lane: 'low', quote: asked };
  const high: Quote = {
    inboundPriceWei: scalePrice(asked.inboundPriceWei, highPriceThousandths),
    outboundPriceWei: scalePrice(asked.outboundPriceWei, highPriceThousandths),
  };
  const reached = offered.inboundPriceWei >= high.inboundPriceWei && offered.outboundPriceWei >= high.outboundPriceWei;
  return reached ? { lane: 'high', quote: high } : { lane: 'normal', quote: asked };
}

/** A price times thousandths, wei. The one place where it is rounded: up, so that a multiplier never asks less. */
function scalePrice(priceWei: bigint, thousandths: number): bigint {
  return (priceWei * BigInt(thousandths) + 999n) / 1000n;
}
