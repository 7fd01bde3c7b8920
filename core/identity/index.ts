export { explainMessage, type MessageExplanation } from './explain/explain-message.ts';
export { createIdentity, type Identity, type IdentitySource, type KeyPurpose, randomIdentity } from './identity.ts';
export { keccak256 } from './keccak.ts';
export { importIdentity, loadIdentity } from './load-identity.ts';
export { addressOfPeerId } from './peer-address.ts';
export { parsePrivateKey } from './private-key.ts';
export { recoverSigner, signMessage, type Verification, verifyMessage } from './signed-message.ts';
