import type { Status } from '../../../core/control/schemas/status.ts';
import type { QueueView } from '../../../core/control/schemas/work.ts';
import type { StateKind } from '../../components/status/StateShape.tsx';
import { formatPlural, formatSpeed } from '../../format/counts.ts';
import type { AppState } from '../create-store.ts';
import { asideDetail, asideTitle, isAside } from './presence.ts';
import { describeProblem } from './problems.ts';

/** The state of the app as it is told everywhere. */
export interface Sentence {
  readonly kind: StateKind;
  /** What is so; the title of the Overview and what is announced. */
  readonly title: string;
  /** Numbers and what happens next. */
  readonly detail: string;
  /** One word for the title bar. */
  readonly word: string;
  /** Stands behind the word. */
  readonly counts: string;
}

/** True where no program answers, or only the built-in engine does and has no model yet. */
const nothingToRun = ({ backends, modelsServed }: Status): boolean =>
  modelsServed === 0 && backends.every(({ kind, state }) => state === 'unreachable' || kind === 'builtin');

/** True on a machine where nothing was ever answered because no model program was ever found. */
export const isFirstRun = ({ shell, status, everAnswered, modelOrder }: AppState): boolean =>
  shell?.host.state === 'running' &&
  !status.value?.demo &&
  status.value?.state === 'attention' &&
  nothingToRun(status.value) &&
  everAnswered === 0 &&
  modelOrder.length === 0;

/** Tells how the app is. */
export function sentenceOf(state: AppState): Sentence {
  const { shell } = state;
  const status = state.status.value;
  const host = shell?.host;
  if (host?.state === 'failed') {
    const words = describeProblem(host.problem, null);
    return plain(
      'error',
      `Not serving: ${words.reason}`,
      'Nothing was changed. The executor starts when this is solved.',
      'Not serving',
    );
  }
  if (host?.state === 'starting') return starting;
  if (host?.state === 'stopped') return plain('idle', 'Stopped', 'The executor does not run.', 'Stopped');
  if (status === null) {
    return host?.state === 'running' && state.status.error
      ? plain('error', 'The executor does not answer', 'What it does now is not known.', 'No answer')
      : starting;
  }
  return { ...sentenceOfStatus(state, status), counts: countsOf(status) };
}

function plain(kind: StateKind, title: string, detail: string, word: string): Sentence {
  return { kind, title, detail, word, counts: '' };
}

const starting = plain('idle', 'Starting', 'Looking for your model program and for the network.', 'Starting');

const countsOf = ({ requests }: Status): string =>
  requests.running + requests.waiting === 0 ? '' : `${requests.running} running, ${requests.waiting} waiting`;

function sentenceOfStatus(state: AppState, status: Status): Omit<Sentence, 'counts'> {
  const { running, waiting } = status.requests;
  const presence = state.presence.value;
  if (isAside(presence) && (status.state === 'paused' || status.state === 'draining')) {
    const word = presence.state === 'draining' ? 'Finishing' : 'Paused';
    const kind = presence.state === 'draining' ? 'draining' : 'paused';
    return plain(kind, asideTitle(presence), asideDetail(presence), word);
  }
  switch (status.state) {
    case 'starting':
      return starting;
    case 'serving': {
      const models = formatPlural(status.modelsServed, 'model');
      const work = workOf(status, state.queue.value);
      return status.demo
        ? plain('demo', `Demo: pretending to serve ${models}`, `${work} No real client is waiting.`, 'Demo')
        : plain('serving', `Serving ${models}`, work, 'Serving');
    }
    case 'draining':
      return plain(
        'draining',
        running === 0 ? 'Finishing' : `Finishing ${formatPlural(running, 'answer')}, then paused`,
        'New requests go to other executors.',
        'Finishing',
      );
    case 'paused':
      return plain(
        'paused',
        status.demo ? 'Demo: paused' : 'Paused by you',
        'New requests go to other executors until you resume.',
        'Paused',
      );
    case 'attention': {
      if (isFirstRun(state)) {
        return plain(
          'attention',
          status.backend.kind === 'builtin' ? 'Not serving: no model yet' : 'Not serving: no model program found',
          status.backend.kind === 'builtin'
            ? 'The built-in engine is ready. It needs one model from the list below.'
            : 'Lloom Executor sends requests to a program like LM Studio or Ollama. None answers on this PC yet.',
          'Not serving',
        );
      }
      const problem = status.problems[0];
      const words = problem ? describeProblem(problem, status) : null;
      return plain(
        'attention',
        words ? `Not serving: ${words.reason}` : 'Not serving',
        'Requests go to other executors meanwhile. Serving resumes by itself.',
        'Not serving',
      );
    }
    case 'stopping':
      return plain(
        'draining',
        running + waiting === 0 ? 'Stopping' : `Stopping after ${formatPlural(running, 'answer')}`,
        'New requests go to other executors.',
        'Stopping',
      );
    case 'stopped':
      return plain('idle', 'Stopped', 'The executor does not run.', 'Stopped');
  }
}

function workOf({ requests, demo }: Status, queue: QueueView | null): string {
  const made = demo ? ' made-up' : '';
  if (requests.running === 0) return `Ready: no${made} request is running.`;
  const speed = (queue?.items ?? []).reduce((sum, item) => sum + (item.tokensPerSecond ?? 0), 0);
  const at = speed > 0 ? ` at ${formatSpeed(speed)} tokens per second` : '';
  return `${requests.running}${made} ${requests.running === 1 ? 'request' : 'requests'} running${at}.`;
}
