import { isExecutorError, toExecutorError } from '../../../../foundation/errors/index.ts';
import { bad, type Check, type DoctorLine, good, skipped, type Visit, warning } from '../interface.ts';
import { remediesFor } from '../remedies.ts';
import { ms } from './words.ts';

/** Whether it answers, and what it tells of itself: version and access. */
export const reach: Check = async (visit) => {
  const { client, clock, signal, address } = visit;
  const startedAtMs = clock.monotonicMs();
  try {
    visit.facts = await client.facts({ signal });
    visit.models = await client.listModels({ signal });
  } catch (thrown) {
    signal.throwIfAborted();
    visit.facts = toExecutorError(thrown, 'BACKEND_FAILED');
    return refused(visit);
  }
  const { version } = visit.facts;
  const tookMs = (clock.monotonicMs() - startedAtMs) / 2;
  return [
    good('reach', `Answers at ${address} in ${ms(tookMs)}.`),
    version === null ? skipped('version', 'It does not tell its version.') : judgeVersion(client.kind, version),
    authentication(visit),
  ];
};

function refused({ client, facts, address }: Visit): DoctorLine[] {
  const remedies = remediesFor(client.kind);
  if (isExecutorError(facts, 'BACKEND_UNAUTHORIZED')) {
    return [
      good('reach', `Answers at ${address}.`),
      bad('authentication', 'It asks for an access key and does not take ours.', remedies.key),
    ];
  }
  if (isExecutorError(facts, 'BACKEND_UNREACHABLE'))
    return [bad('reach', `Nothing answers at ${address}.`, remedies.start)];
  if (isExecutorError(facts, 'BACKEND_BUSY'))
    return [
      warning(
        'reach',
        `Answers at ${address}, and still loads its model.`,
        'Wait until it is loaded, then test again.',
      ),
    ];
  const error = toExecutorError(facts, 'BACKEND_FAILED');
  return [bad('reach', error.message, error.hint)];
}

/** The oldest version whose streamed usage can be charged by. */
const oldest: Readonly<Record<string, readonly [number, number, number]>> = { lmstudio: [0, 3, 19] };

function judgeVersion(kind: string, version: string): DoctorLine {
  const least = oldest[kind];
  const parts = /(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (least === undefined || parts === undefined) return good('version', `It is ${version}.`);
  const difference = least.map((number, index) => (parts[index] ?? 0) - number).find((step) => step !== 0) ?? 0;
  if (difference >= 0) return good('version', `It is ${version}.`);
  return bad('version', `It is ${version}; its counts of model tokens cannot be relied on.`, remediesFor(kind).usage);
}

const ownAddress = /^https?:\/\/(127\.|localhost|\[::1\])/;

function authentication({ facts, address }: Visit): DoctorLine {
  const access = facts === null || isExecutorError(facts) ? 'unknown' : facts.authentication;
  if (access === 'accepted') return good('authentication', 'It asks for an access key and takes ours.');
  if (access === 'unknown') return skipped('authentication', 'Whether it asks for an access key is not told.');
  if (!URL.canParse(address)) return good('authentication', 'Nobody but this program can ask it.');
  if (ownAddress.test(address))
    return good('authentication', 'It asks for no access key, and is asked on this computer only.');
  return warning(
    'authentication',
    'It asks for no access key, so everybody in its network can use it.',
    'Let the program listen on 127.0.0.1 only, or give it an access key.',
  );
}
