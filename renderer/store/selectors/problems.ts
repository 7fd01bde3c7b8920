import type { Problem } from '../../../core/control/schemas/common.ts';
import type { Status } from '../../../core/control/schemas/status.ts';
import { type ErrorCode, errorTable, isErrorCode } from '../../../core/foundation/errors/index.ts';
import { formatCount } from '../../format/counts.ts';
import type { ScreenId } from '../../location.ts';
import { programOf } from './program.ts';
import { problemLines } from './setting-problem.ts';

/** What a button does about a problem. */
export type Remedy =
  | { readonly kind: 'look-again' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'visit'; readonly screen: ScreenId; readonly label: string }
  | { readonly kind: 'link'; readonly key: 'lm-studio'; readonly label: string };

/** A problem as the window tells it. */
export interface ProblemWords {
  /** Stands after "Not serving: ". */
  readonly reason: string;
  /** A sentence of its own. */
  readonly title: string;
  readonly text: string;
  readonly remedy: Remedy | null;
  /** `info` where nothing is wrong and the owner only has a choice. */
  readonly kind: 'attention' | 'info';
}

type Write = (problem: Problem, status: Status | null) => Partial<ProblemWords>;

const seeSettings: Remedy = { kind: 'visit', screen: 'settings', label: 'See settings' };

/** A name that a person gave; anything else is no name. */
const quoted = (name: unknown): string => (typeof name === 'string' ? `“${name}”` : 'of this executor');

/** Where the general sentence of a code is not the best one. Codes without a row use their own message and hint. */
const special: Partial<Record<ErrorCode, Write>> = {
  BACKEND_UNREACHABLE: (_, status) => ({
    reason: `${programOf(status)} does not answer`,
    title: `${programOf(status)} does not answer.`,
    text:
      status?.backend.kind === 'lmstudio'
        ? 'Start its server: LM Studio, Developer, Start server. It is found again by itself.'
        : 'Start it, and check its base_url in the settings. It is found again by itself.',
    remedy: { kind: 'look-again' },
  }),
  BACKEND_NONE_FOUND: () => ({
    reason: 'no model program answers',
    title: 'No model program answers.',
    text: 'The built-in engine can serve without one: choose a model on the Overview. Or start the program that you have; it is found by itself.',
    remedy: { kind: 'look-again' },
  }),
  BACKEND_UNAUTHORIZED: (_, status) => ({
    reason: `${programOf(status)} refuses the access key`,
    title: `${programOf(status)} refuses the access key.`,
    remedy: { kind: 'look-again' },
  }),
  BACKEND_NO_MODELS: (_, status) => ({
    reason: 'no model to serve',
    title: 'No model to serve.',
    text: `${programOf(status)} answers, but offers no language model. Download or load one there; it is found by itself.`,
    remedy: { kind: 'visit', screen: 'models', label: 'See models' },
  }),
  BACKEND_BAD_RESPONSE: () => ({ remedy: { kind: 'look-again' } }),
  NETWORK_UNREACHABLE: () => ({
    reason: 'the network cannot be reached',
    title: 'No bootstrap node answers.',
  }),
  NETWORK_NO_BOOTSTRAP: () => ({ reason: 'no bootstrap node is configured' }),
  NETWORK_DISCOVERY_DEGRADED: () => ({ title: 'Clients may not find this PC.' }),
  CONFIG_INCOMPLETE: ({ details, hint }) => ({
    text: [...(Array.isArray(details.warnings) ? details.warnings : []), hint].join(' '),
  }),
  CONFIG_INVALID_IGNORED: ({ details }) => ({
    text: [...problemLines(details).slice(0, 2), 'The file is read again as soon as it is saved.'].join(' '),
    remedy: seeSettings,
  }),
  CONFIG_NEEDS_RESTART: ({ details }) => ({
    title: changesWait(details.keys),
    text: 'Until the executor is started again it runs with the values before. Running requests finish first.',
    remedy: { kind: 'restart' },
    kind: 'info',
  }),
  NETWORK_PORT_MOVED: () => ({ remedy: seeSettings }),
  NETWORK_DISCOVERY_OFF: () => ({ remedy: seeSettings }),
  PLUGIN_AWAY: ({ details }) => ({
    reason: `the plugin ${quoted(details.plugin)} does not run`,
    title: `The plugin ${quoted(details.plugin)} does not run.`,
    text: [
      ...(isErrorCode(details.because) ? [errorTable[details.because].message, errorTable[details.because].hint] : []),
      details.onFailure === 'closed' ? 'No request is served without it.' : 'Requests go on without it.',
    ].join(' '),
  }),
  PRICING_ABOVE_CLIENT_OFFER: () => ({
    title: 'Your price is above what today’s client offers.',
    text: 'Its requests are refused until you lower the price, or a client offers more.',
    remedy: { kind: 'visit', screen: 'pricing', label: 'See prices' },
  }),
};

function changesWait(keys: unknown): string {
  const count = Array.isArray(keys) ? keys.length : 1;
  return count === 1 ? 'A setting waits for a restart.' : `${formatCount(count)} settings wait for a restart.`;
}

const asReason = (message: string): string => {
  const text = message.replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
};

/** Finds the words for a problem. */
export function describeProblem(problem: Problem, status: Status | null): ProblemWords {
  const words = special[problem.code as ErrorCode]?.(problem, status) ?? {};
  return {
    reason: words.reason ?? asReason(problem.message),
    title: words.title ?? problem.message,
    text: words.text ?? problem.hint,
    remedy: words.remedy ?? null,
    kind: words.kind ?? 'attention',
  };
}
