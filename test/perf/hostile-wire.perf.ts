import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createKeccak } from 'hash-wasm';
import { verifyMessage } from '../../core/identity/index.ts';
import { decodeAnnouncement, decodeRequestMessage } from '../../core/protocol/index.ts';
import { type HostileMessage, hostileMessages } from '../utils/hostile-messages.ts';

/** @see Benchmark in test/setup/benchmarks/benchmark.ts */
export const about =
  'What a hostile message costs to read: requests of 1 MiB, and gossip of 64 KiB. Limits: 50 ms and 8 MiB for each. ' +
  'Where it is read and signed, checking its signature is added.';

const limits = { ms: 50, heapMiB: 8 };
const nowSec = 1_754_640_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function usedMiB(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function read({ kind, bytes }: HostileMessage): void {
  if (kind === 'announcement') {
    decodeAnnouncement(bytes);
    return;
  }
  const message = decodeRequestMessage(bytes);
  if (message.variant === 'SignedLlmRequest') verifyMessage('LlmRequest', message.value, { nowSec });
}

/** Processor time rather than time on the wall, which other programs lengthen; memory with all garbage of the call. */
function measureOnce(message: HostileMessage): { ms: number; heapMiB: number } {
  collectGarbage();
  const [memory, time] = [usedMiB(), process.cpuUsage()];
  try {
    read(message);
  } catch {
    // Most of them are refused, which is what is measured.
  }
  const { user, system } = process.cpuUsage(time);
  return { ms: (user + system) / 1000, heapMiB: Math.max(0, usedMiB() - memory) };
}

/** Measures each message several times, after two that warm up. */
export async function run({ small }: { small: boolean }) {
  // The fast hash compiles in the background when the program starts.
  await createKeccak(256);
  const rounds = small ? 2 : 10;
  const cases = hostileMessages().map((message) => {
    for (let i = 0; i < 2; i++) measureOnce(message);
    const runs = Array.from({ length: rounds }, () => measureOnce(message));
    return {
      name: message.name,
      bytes: message.bytes.length,
      worstMs: Math.max(...runs.map(({ ms }) => ms)),
      worstHeapMiB: Math.max(...runs.map(({ heapMiB }) => heapMiB)),
    };
  });
  const worstMs = Math.max(...cases.map((one) => one.worstMs));
  const worstHeapMiB = Math.max(...cases.map((one) => one.worstHeapMiB));
  return {
    rounds,
    worstMs,
    worstHeapMiB,
    worstMsOverLimit: worstMs / limits.ms,
    worstHeapOverLimit: worstHeapMiB / limits.heapMiB,
    cases,
  };
}
