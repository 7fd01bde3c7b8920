import type { Problem, Status } from '../control/index.ts';
import { type ErrorCode, type ErrorDetails, ExecutorError } from '../foundation/errors/index.ts';
import type { BootstrapStatus } from '../network/index.ts';
import type { GateState } from '../request/index.ts';

/** Where the executor is between start and stop. */
export type Lifecycle = 'starting' | 'running' | 'stopping' | 'stopped';

/** How one backend is. */
export type BackendFact = Pick<Status['backend'], 'name' | 'state' | 'problem'> & {
  readonly circuit: Pick<Status['backend']['circuit'], 'state'>;
};

/** Everything that the one word for the executor's state depends on. */
export interface StateFacts {
  readonly lifecycle: Lifecycle;
  readonly gate: GateState;
  /** Every backend, that of `[llm_client]` first. */
  readonly backends: readonly BackendFact[];
  /** Nobody chose a model program, and none answers on this computer. */
  readonly noPrograms: boolean;
  readonly modelsServed: number;
  readonly bootstrap: readonly BootstrapStatus[];
  /** Where the executor listens although another port was asked for; null otherwise. */
  readonly portMoved: { readonly from: number; readonly to: number } | null;
  /** Protocols that are switched off and without which it is not found. */
  readonly switchedOff: readonly string[];
  /** Why the books cannot be read; null when they can. */
  readonly ledgerProblem: Problem | null;
  readonly aboveClientOffer: boolean;
  /** Plugins that do not run. */
  readonly pluginProblems: readonly Problem[];
  /** What is wrong with the configuration file as it is now, and what of it waits for a restart. */
  readonly configProblems: readonly Problem[];
  /** What the configuration leaves out, in sentences. */
  readonly warnings: readonly string[];
}

/** State and problems, the most important first. Pure. */
export function deriveState(facts: StateFacts): { state: Status['state']; problems: Problem[] } {
  const books = facts.ledgerProblem ? [facts.ledgerProblem] : [];
  const blocking = [
    ...books,
    ...(facts.modelsServed === 0 ? backendProblems(facts) : []),
    ...networkProblems(facts),
    ...awayPlugins(facts, 'closed'),
  ];
  const problems = [...blocking, ...warnings(facts)];
  return { state: stateOf(facts, blocking.length > 0), problems };
}

/** An error as people see it. */
export function problemOf(code: ErrorCode, details: ErrorDetails = {}): Problem {
  const { retryable: _, ...problem } = new ExecutorError(code, details).toObject();
  return problem as Problem;
}

function stateOf(facts: StateFacts, blocked: boolean): Status['state'] {
  if (facts.lifecycle !== 'running') return facts.lifecycle;
  if (facts.gate !== 'open') return facts.gate;
  if (blocked) return 'attention';
  return isSettling(facts) ? 'starting' : 'serving';
}

/** The first answers of backends and network are not there yet. */
function isSettling({ backends, modelsServed, bootstrap }: StateFacts): boolean {
  const waits = modelsServed === 0 && backends.some(({ state }) => state === 'unknown');
  return waits || !bootstrap.some((node) => node.state === 'connected');
}

/** They keep the executor from serving while no other backend has a model, and are warnings otherwise. */
function backendProblems({ backends, noPrograms, modelsServed }: StateFacts): Problem[] {
  if (noPrograms) return [problemOf('BACKEND_NONE_FOUND')];
  const away = backends.filter(({ state, circuit }) => state === 'unreachable' || circuit.state === 'open');
  if (away.length > 0)
    return away.map(({ name, problem }) => problem ?? problemOf('BACKEND_UNREACHABLE', { backend: name }));
  const known = backends.every(({ state }) => state === 'connected');
  return known && modelsServed === 0 ? [problemOf('BACKEND_NO_MODELS')] : [];
}

/** Without a plugin that is declared `closed` no request is served. */
function awayPlugins({ pluginProblems }: StateFacts, onFailure: 'open' | 'closed'): Problem[] {
  return pluginProblems.filter(({ details }) => details.onFailure === onFailure);
}

function networkProblems({ bootstrap }: StateFacts): Problem[] {
  if (bootstrap.length === 0) return [problemOf('NETWORK_NO_BOOTSTRAP')];
  const failing = bootstrap.every((node) => node.state !== 'connected' && node.lastError !== null);
  return failing ? [problemOf('NETWORK_UNREACHABLE', { tried: bootstrap.map((node) => node.address) })] : [];
}

function warnings(facts: StateFacts): Problem[] {
  const { bootstrap, portMoved, switchedOff, aboveClientOffer, configProblems, warnings: left } = facts;
  const connected = bootstrap.filter((node) => node.state === 'connected');
  const degraded = connected.length > 0 && connected.every((node) => node.fromListenPort === false);
  return [
    ...(facts.modelsServed === 0 ? [] : backendProblems(facts)),
    ...awayPlugins(facts, 'open'),
    ...configProblems,
    ...(portMoved === null ? [] : [problemOf('NETWORK_PORT_MOVED', portMoved)]),
    ...(switchedOff.length > 0 ? [problemOf('NETWORK_DISCOVERY_OFF', { switchedOff })] : []),
    ...(degraded ? [problemOf('NETWORK_DISCOVERY_DEGRADED')] : []),
    ...(aboveClientOffer ? [problemOf('PRICING_ABOVE_CLIENT_OFFER')] : []),
    ...(left.length > 0 ? [problemOf('CONFIG_INCOMPLETE', { warnings: left })] : []),
  ];
}
