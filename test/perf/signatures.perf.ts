import { SigningKey } from 'ethers';
import { createKeccak } from 'hash-wasm';
import { keccak256, parsePrivateKey, randomIdentity, signMessage, verifyMessage } from '../../core/identity/index.ts';
import { secp256k1 } from '../../core/identity/secp256k1.ts';
import { bytesToHex, type LlmResponse } from '../../core/protocol/index.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'Time of our curve (libsecp256k1 in WebAssembly) over the time of noble curves through ethers, for signing and for ' +
  'recovering the signer; both should be below 0.5. Then the whole of signing and verifying one answer.';

const privateKey = parsePrivateKey('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const inJavaScript = new SigningKey(privateKey);
const response: LlmResponse = {
  content: 'An answer of the usual length. '.repeat(20),
  inbound_tokens: 20n,
  outbound_tokens: 120n,
  total_cost: '130000000000000000',
  model_used: 'qwen2.5-7b',
  error: null,
};

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Median milliseconds of one call, of rounds that the others run in between. */
function compare<Name extends string>(works: Record<Name, (hash: Uint8Array) => unknown>, rounds: number) {
  const names = Object.keys(works) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const perRound = 20;
  for (let round = -3; round < rounds; round++)
    for (const name of names) {
      const hashes = Array.from({ length: perRound }, (_, i) => keccak256(Uint8Array.of(round + 3, i)));
      const startedAtMs = performance.now();
      for (const hash of hashes) works[name](hash);
      // The first rounds warm all of them up.
      if (round >= 0) times[name].push((performance.now() - startedAtMs) / perRound);
    }
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}

/** Measures sign and recover on both curves, and whole messages on ours. */
export async function run({ small }: { small: boolean }) {
  // The fast hash compiles in the background when the program starts.
  await createKeccak(256);
  const identity = randomIdentity();
  const { message } = signMessage('LlmResponse', response, identity, 1n);
  const signed = keccak256(Uint8Array.of(1));
  const ours = secp256k1.sign(signed, privateKey);
  const theirs = inJavaScript.sign(signed);
  if (theirs.r + theirs.s.slice(2) !== `0x${bytesToHex(ours.subarray(0, 64))}`) throw new Error('signatures differ');
  const { sign, signInJavaScript, recover, recoverInJavaScript, signResponse, verifyResponse } = compare(
    {
      sign: (hash) => secp256k1.sign(hash, privateKey),
      signInJavaScript: (hash) => inJavaScript.sign(hash),
      recover: () => secp256k1.recover(signed, ours.subarray(0, 64), ours[64] === 0 ? 0 : 1),
      recoverInJavaScript: () => SigningKey.recoverPublicKey(signed, theirs),
      signResponse: () => signMessage('LlmResponse', response, identity, 1n),
      verifyResponse: () => verifyMessage('LlmResponse', message, { nowSec: 1 }),
    },
    small ? 5 : 60,
  );
  return {
    signMs: sign,
    signRatio: sign / signInJavaScript,
    recoverMs: recover,
    recoverRatio: recover / recoverInJavaScript,
    signResponseMs: signResponse,
    verifyResponseMs: verifyResponse,
  };
}
