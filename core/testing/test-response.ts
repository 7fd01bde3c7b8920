/** A verified answer, in numbers that tests compare easily. */
export interface TestResponse {
  readonly content: string;
  /** Name of the model as the client asked for it. */
  readonly model: string;
  /** Model tokens of the prompt. */
  readonly inboundTokens: number;
  /** Model tokens of the answer. */
  readonly outboundTokens: number;
  /** The sum of both. */
  readonly totalTokens: number;
  /** What was charged, wei. */
  readonly totalCostWei: bigint;
}

/** Puts the sum of the counts into an answer. */
export function testResponse(
  content: string,
  model: string,
  counts: { readonly inbound: bigint; readonly outbound: bigint },
  totalCostWei: bigint,
): TestResponse {
  const [inboundTokens, outboundTokens] = [Number(counts.inbound), Number(counts.outbound)];
  return { content, model, inboundTokens, outboundTokens, totalTokens: inboundTokens + outboundTokens, totalCostWei };
}
