import type { ValidationRule } from '../interface.ts';

/** Both offered prices reach what we ask. The offer is text of the peer; anything but decimal digits is no offer. */
export const priceRule: ValidationRule = {
  name: 'price',
  codes: ['VALIDATION_PRICE_TOO_LOW'],
  check({ request }, context) {
    const { model, inbound_price: inbound, outbound_price: outbound } = request.payload;
    const asked = context.quote(model);
    if (covers(inbound, asked.inboundPriceWei) && covers(outbound, asked.outboundPriceWei)) return null;
    return {
      code: 'VALIDATION_PRICE_TOO_LOW',
      details: {
        askedInboundWei: asked.inboundPriceWei.toString(),
        askedOutboundWei: asked.outboundPriceWei.toString(),
      },
    };
  },
};

function covers(offer: string, askedWei: bigint): boolean {
  return /^\d{1,78}$/.test(offer) && BigInt(offer) >= askedWei;
}
