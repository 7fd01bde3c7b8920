import { type Costs, scatter, ticketOf, timed } from './tickets.ts';

/** The same operations on an array that is kept sorted by price and gone through to find a request. */
export function measureArray(waiting: number): Costs {
  const operations = Math.min(1000, waiting / 2);
  const line: { id: string; key: number }[] = [];
  const entryOf = (serial: number) => {
    const ticket = ticketOf(serial);
    return { id: ticket.id, key: -Number(ticket.quote.inboundPriceWei) };
  };
  const insert = (serial: number) => {
    const entry = entryOf(serial);
    const at = line.findIndex((other) => other.key > entry.key);
    line.splice(at < 0 ? line.length : at, 0, entry);
  };
  for (let serial = 0; serial < waiting; serial += 1) line.push(entryOf(serial));
  line.sort((a, b) => a.key - b.key);
  const find = (id: string) => line.findIndex((entry) => entry.id === id);
  const some = Array.from({ length: operations }, (_, index) => String(scatter(index, waiting)));

  const position = timed(operations, (index) => find(some[index] ?? ''));
  const enter = timed(operations, (index) => insert(waiting + index));
  const leave = timed(operations, (index) => line.splice(find(String(waiting + index)), 1));
  const next = timed(operations, () => line.shift());
  const boost = timed(operations / 2, (index) => {
    const at = find(line[scatter(index, line.length)]?.id ?? '');
    line.unshift(...line.splice(at, 1));
  });
  return { enter, next, leave, boost, position };
}
