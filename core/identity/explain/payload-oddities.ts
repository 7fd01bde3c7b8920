import { isWeiText } from '../../foundation/units/index.ts';
import {
  type InspectedMessage,
  type LlmRequest,
  type LlmResponse,
  MAX_DEADLINE_AHEAD_SEC,
  type ModelAnnouncement,
  PROTOCOL_VERSION,
} from '../../protocol/index.ts';

/** What is unusual about the content of a message. */
export function payloadOddities({ type, payload, envelope }: InspectedMessage, nowSec: number): string[] {
  if (type === 'LlmRequest') return requestOddities(payload as LlmRequest, nowSec);
  if (type === 'LlmResponse') return responseOddities(payload as LlmResponse);
  if (type === 'ModelAnnouncement') return announcementOddities(payload as ModelAnnouncement, envelope?.signer);
  return [];
}

function requestOddities(request: LlmRequest, nowSec: number): string[] {
  const secondsLeft = Number(request.deadline - BigInt(nowSec));
  return present([
    [!isPeerId(request.executor_address), describeAddressee(request.executor_address)],
    [secondsLeft < 0, `deadline passed ${-secondsLeft} s ago`],
    [secondsLeft > MAX_DEADLINE_AHEAD_SEC, 'deadline more than 24 h ahead'],
    [!isWeiText(request.inbound_price), 'inbound_price is not decimal wei'],
    [!isWeiText(request.outbound_price), 'outbound_price is not decimal wei'],
  ]);
}

function responseOddities(response: LlmResponse): string[] {
  return present([
    [!isWeiText(response.total_cost), 'total_cost is not decimal wei'],
    [response.error !== null && response.content !== '', 'content and error together'],
  ]);
}

function announcementOddities(announcement: ModelAnnouncement, signer: string | undefined): string[] {
  const { executor_address: executor, executor_peer_id: peerId, models, protocol_version: version } = announcement;
  const manyKeys = models.some(({ capabilities }) => Object.keys(capabilities.metadata).length > 1);
  return present([
    [!isPeerId(peerId), 'executor_peer_id is not a peer id of this network'],
    [signer !== undefined && signer !== executor, 'executor_address is not the signer'],
    [version !== PROTOCOL_VERSION, `protocol_version ${version} instead of ${PROTOCOL_VERSION}`],
    [manyKeys, 'two or more metadata keys in a model: the network itself verifies such a signature only by chance'],
  ]);
}

function describeAddressee(text: string): string {
  const isAddress = /^0x[0-9a-fA-F]{40}$/.test(text);
  return `executor_address is ${isAddress ? 'an EVM address' : 'neither a peer id nor an address'}; clients write a peer id`;
}

/** A peer id with a secp256k1 key, in the form that all nodes of the network have. */
function isPeerId(text: string): boolean {
  return /^16Uiu2HA[1-9A-HJ-NP-Za-km-z]{45}$/.test(text);
}

function present(oddities: readonly (readonly [condition: boolean, text: string])[]): string[] {
  return oddities.filter(([condition]) => condition).map(([, text]) => text);
}
