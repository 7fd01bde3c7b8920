const shorten = (text: string, head: number, tail: number): string =>
  text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`;

/** A peer id for a table: `16Uiu2HAm…HQqgg`; copying gives all of it. */
export const shortPeerId = (peerId: string): string => shorten(peerId, 9, 5);

/** An EVM address for a table: `0x70997970…dc79C8`. */
export const shortAddress = (address: string): string => shorten(address, 10, 6);

/** Our id of a request for a table. */
export const shortRequestId = (id: string): string => shorten(id, 10, 4);

/** A model name for a legend: the part after the publisher, at most 28 characters. */
export const shortModel = (model: string): string => {
  const name = model.slice(model.lastIndexOf('/') + 1) || model;
  return name.length <= 28 ? name : `${name.slice(0, 27)}…`;
};
