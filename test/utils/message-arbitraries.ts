import fc from 'fast-check';
import type {
  Address,
  MetadataValue,
  ModelAnnouncement,
  ModelCapabilities,
  ModelDescriptor,
  ModelPricing,
  Payloads,
  PayloadType,
  RequestMessage,
  ResponseMessage,
  SignedMessage,
} from '../../core/protocol/index.ts';

const text = fc.string({ unit: 'binary', maxLength: 40 }).map((value) => value.toWellFormed());
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const f32 = fc.float({ noNaN: true, noDefaultInfinity: true });
const f64 = fc.double({ noNaN: true, noDefaultInfinity: true });
const address: fc.Arbitrary<Address> = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes) => `0x${Buffer.from(bytes).toString('hex')}` as const);
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const listOf = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 3 });

/** Keys that JavaScript keeps in the order in which they were set. */
const key = text.filter((value) => !/^\d+$/.test(value) && value !== '__proto__');

const metadataValue: fc.Arbitrary<MetadataValue> = fc.letrec<{ value: MetadataValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    f64,
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;

const pricing: fc.Arbitrary<ModelPricing> = fc.record({
  input_token_price: text,
  output_token_price: text,
  minimum_fee: orNull(text),
});

const capabilities: fc.Arbitrary<ModelCapabilities> = fc.record({
  max_context_length: u32,
  features: listOf(text),
  architecture: orNull(text),
  model_size: orNull(text),
  performance: orNull(
    fc.record({
      avg_tokens_per_second: orNull(f64),
      avg_time_to_first_token: orNull(f64),
      success_rate: orNull(f64),
      avg_latency_ms: orNull(u64),
    }),
  ),
  metadata: fc.dictionary(key, metadataValue, { maxKeys: 2, noNullPrototype: true }),
});

const descriptor: fc.Arbitrary<ModelDescriptor> = fc.record({
  model_id: text,
  backend_type: text,
  capabilities,
  is_available: fc.boolean(),
  pricing: orNull(pricing),
});

const executorEntry = fc.record({
  peer_id: text,
  evm_address: address,
  is_connected: fc.boolean(),
  last_seen: u64,
  reliability_score: orNull(f64),
});

const queryResult: fc.Arbitrary<Payloads['ModelQueryResponse']['result']> = fc.oneof(
  fc.record({
    ModelList: listOf(
      fc.record({
        model_id: text,
        executor_count: u32,
        executors: listOf(text),
        capabilities,
        avg_pricing: orNull(pricing),
      }),
    ),
  }),
  fc.record({ ExecutorList: listOf(executorEntry) }),
  fc.record({
    ExecutorDetails: listOf(
      fc.record({
        executor: executorEntry,
        models: listOf(descriptor),
        stats: orNull(
          fc.record({
            total_requests: u64,
            successful_requests: u64,
            failed_requests: u64,
            avg_response_time: u64,
            total_tokens: u64,
            last_updated: u64,
          }),
        ),
      }),
    ),
  }),
  fc.record({
    Statistics: fc.record({
      total_executors: u32,
      total_models: u32,
      connected_executors: u32,
      total_requests: u64,
      uptime: u64,
      last_reset: u64,
    }),
  }),
  fc.record({ Error: fc.record({ code: u32, message: text, details: orNull(text) }) }),
);

/** Any payload of each type. */
export const payloads: { readonly [Type in PayloadType]: fc.Arbitrary<Payloads[Type]> } = {
  LlmRequest: fc.record({
    model: text,
    prompt: text,
    system_prompt: orNull(text),
    temperature: orNull(f32),
    max_tokens: orNull(u32),
    executor_address: text,
    inbound_price: text,
    outbound_price: text,
    nonce: u64,
    deadline: u64,
  }),
  LlmResponse: fc.record({
    content: text,
    inbound_tokens: u64,
    outbound_tokens: u64,
    total_cost: text,
    model_used: text,
    error: orNull(text),
  }),
  ModelAnnouncement: fc.record({
    executor_peer_id: text,
    executor_address: address,
    models: listOf(descriptor),
    announcement_type: fc.constantFrom('Initial', 'Update', 'Removal', 'Heartbeat'),
    timestamp: u64,
    nonce: u64,
    protocol_version: fc.integer({ min: 0, max: 255 }),
  }),
  ModelQuery: fc.record({
    query_type: fc.oneof(
      fc.constantFrom('ListAllModels' as const, 'SearchByCapabilities' as const, 'GetStatistics' as const),
      fc.record({ FindModel: text }),
      fc.record({ ExecutorInfo: listOf(text) }),
    ),
    filters: orNull(
      fc.record({
        backend_type: orNull(text),
        min_context_length: orNull(u32),
        required_features: orNull(listOf(text)),
        max_price: orNull(text),
        only_available: fc.boolean(),
        min_success_rate: orNull(f64),
      }),
    ),
    limit: orNull(u32),
    offset: orNull(u32),
    query_id: text,
    timestamp: u64,
  }),
  ModelUpdate: fc.record({
    executor_peer_id: text,
    update_type: fc.constantFrom(
      'AddModels',
      'RemoveModels',
      'UpdateCapabilities',
      'UpdatePricing',
      'UpdateAvailability',
    ),
    updates: listOf(fc.record({ model_id: text, descriptor: orNull(descriptor), reason: orNull(text) })),
    timestamp: u64,
    sequence: u64,
  }),
  ModelQueryResponse: fc.record({
    query_id: text,
    result: queryResult,
    total_count: orNull(u32),
    timestamp: u64,
    validator_peer_id: text,
  }),
  AcknowledgmentResponse: fc.record({
    request_id: text,
    success: fc.boolean(),
    message: orNull(text),
    timestamp: u64,
  }),
};

function signed<Payload>(payload: fc.Arbitrary<Payload>): fc.Arbitrary<SignedMessage<Payload>> {
  return fc.record({
    payload,
    signer: address,
    signature: fc.uint8Array({ maxLength: 70 }),
    timestamp: u64,
    nonce: orNull(u64),
  });
}

/** Any announcement with its envelope. */
export const announcements: fc.Arbitrary<SignedMessage<ModelAnnouncement>> = signed(payloads.ModelAnnouncement);

/** Any request, of every variant. */
export const requests: fc.Arbitrary<RequestMessage> = fc.oneof(
  fc.record({ variant: fc.constant('LlmRequest' as const), value: payloads.LlmRequest }),
  fc.record({ variant: fc.constant('SignedLlmRequest' as const), value: signed(payloads.LlmRequest) }),
  fc.record({ variant: fc.constant('ModelAnnouncement' as const), value: announcements }),
  fc.record({ variant: fc.constant('ModelQuery' as const), value: signed(payloads.ModelQuery) }),
  fc.record({ variant: fc.constant('ModelUpdate' as const), value: signed(payloads.ModelUpdate) }),
);

/** Any response, of every variant. */
export const responses: fc.Arbitrary<ResponseMessage> = fc.oneof(
  fc.record({ variant: fc.constant('LlmResponse' as const), value: payloads.LlmResponse }),
  fc.record({ variant: fc.constant('SignedLlmResponse' as const), value: signed(payloads.LlmResponse) }),
  fc.record({ variant: fc.constant('ModelQueryResponse' as const), value: signed(payloads.ModelQueryResponse) }),
  fc.record({
    variant: fc.constant('AcknowledgmentResponse' as const),
    value: signed(payloads.AcknowledgmentResponse),
  }),
);
