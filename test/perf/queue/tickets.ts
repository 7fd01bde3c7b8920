import type { Lane, QueueTicket } from '../../../core/request/queue/index.ts';
import { buildTicket } from '../../utils/queue.ts';

const lanes: readonly Lane[] = ['high', 'normal', 'low'];

/** Requests of 500 clients for four models in three lanes at fifty prices, the same each time. */
export function ticketOf(serial: number): QueueTicket {
  const price = BigInt(1 + scatter(serial, 50));
  return buildTicket(String(serial), {
    lane: lanes[serial % 3] ?? 'normal',
    model: `model-${serial % 4}`,
    clientAddress: `0x${scatter(serial, 500)}`,
    quote: { inboundPriceWei: price, outboundPriceWei: price },
  });
}

/** A number from 0 to `below` − 1 that looks like chance. */
export function scatter(serial: number, below: number): number {
  return (((serial + 1) * 2_654_435_761) % 4_294_967_296) % below;
}

/** Time that this thread has worked, microseconds: what other programs take from the processor is not in it. */
export function workedUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Microseconds for each call. */
export function timed(times: number, work: (index: number) => unknown): number {
  const startedUs = workedUs();
  for (let index = 0; index < times; index += 1) work(index);
  return (workedUs() - startedUs) / times;
}

/** What one operation costs, microseconds. */
export interface Costs {
  readonly enter: number;
  readonly next: number;
  readonly leave: number;
  readonly boost: number;
  readonly position: number;
}
