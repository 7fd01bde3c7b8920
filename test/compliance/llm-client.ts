import { afterEach, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../core/foundation/errors/index.ts';
import type {
  CallLimits,
  CompletionRequest,
  LlmClient,
  LlmClientSettings,
} from '../../core/inference/backends/index.ts';
import type { LlmServer, LlmServerOptions } from '../fakes/llm-server/index.ts';
import { basics } from './llm-client/basics.ts';
import { faults } from './llm-client/faults.ts';
import { programs } from './llm-client/programs.ts';

/** A client of the kind under test and what belongs to it. */
export interface LlmClientSetup {
  readonly client: LlmClient;
  /** The scripted program behind it; null for a kind that needs none, or cannot be scripted. */
  readonly server: LlmServer | null;
  /** Ends what the setup started, client included. */
  close(): Promise<void>;
}

/** What a behaviour needs of a setup; a kind without a scripted program may ignore all of it. */
export interface SetupOptions {
  readonly settings?: Partial<LlmClientSettings>;
  readonly limits?: CallLimits;
  readonly server?: Partial<LlmServerOptions>;
}

/** What a behaviour is tried with. */
export interface Trial extends LlmClientSetup {
  /** For a model that is there. */
  readonly request: CompletionRequest;
  /** The code that this kind fails with, where that differs from the usual one. */
  readonly code: FailureCode | null;
}

export type FailureCode = Extract<ErrorCode, `BACKEND_${string}`>;

/** One thing that a kind must do. */
export interface Behaviour {
  readonly needs?: SetupOptions;
  run(trial: Trial): Promise<void>;
}

const behaviours = { ...basics, ...programs, ...faults } satisfies Readonly<Record<string, Behaviour>>;

export type BehaviourName = keyof typeof behaviours;

/** `yes`, the code that it fails with in place of the usual one, or why it cannot show it. */
export type Shown = 'yes' | FailureCode | { readonly because: string };

/** A kind and, for every behaviour there is, whether it shows it. */
export interface KindUnderTest {
  setup(options: SetupOptions): Promise<LlmClientSetup>;
  readonly shows: Readonly<Record<BehaviourName, Shown>>;
}

/** What was seen: kind → behaviour → `yes`, a code, or why not. */
export type ComplianceTable = Map<string, Map<BehaviourName, Shown>>;

export const behaviourNames = Object.keys(behaviours) as BehaviourName[];

/** Everything shown, except what is said. */
export function showsAllBut(exceptions: Partial<Record<BehaviourName, Shown>>): KindUnderTest['shows'] {
  const all = Object.fromEntries(behaviourNames.map((name) => [name, 'yes'])) as Record<BehaviourName, Shown>;
  return { ...all, ...exceptions };
}

/** Tries every behaviour that the kind shows, and notes what was seen. A kind that shows none of it says why. */
export function testLlmClient(title: string, kind: string, { setup, shows }: KindUnderTest, table: ComplianceTable) {
  const seen = new Map<BehaviourName, Shown>();
  table.set(title, seen);
  describe(`llm client: ${title}`, () => {
    let current: LlmClientSetup | null = null;
    afterEach(async () => {
      await current?.close();
      current = null;
    });

    for (const name of behaviourNames) {
      const shown = shows[name];
      if (typeof shown === 'object') {
        it(`does not have to show: ${name}, because ${shown.because}`, () => {
          expect(shown.because).toMatch(/^[a-z].{10,}[^.]$/);
          seen.set(name, shown);
        });
        continue;
      }
      it(name, async () => {
        const behaviour: Behaviour = behaviours[name];
        current = await setup(behaviour.needs ?? {});
        const { client } = current;
        expect(client.kind).toBe(kind);
        const model = await firstModel(client);
        await behaviour.run({ ...current, request: { ...request, model }, code: shown === 'yes' ? null : shown });
        seen.set(name, shown);
      });
    }
  });
}

/** A loaded model where there is one; empty where the list is refused, which some behaviours are about. */
async function firstModel(client: LlmClient): Promise<string> {
  const models = await client.listModels({ signal: going() }).catch(() => []);
  return (models.find(({ state }) => state === 'loaded') ?? models[0])?.id ?? '';
}

/** A signal that is never aborted. */
export const going = () => new AbortController().signal;

const request: CompletionRequest = {
  model: '',
  prompt: 'Tell me something about the sea and its ships, in a few sentences.',
  systemPrompt: 'You are brief.',
  temperature: 0.5,
  maxOutboundTokens: 200,
};

/** The table as text: a row a behaviour, a column a kind; what is not shown has its reason below. */
export function formatTable(table: ComplianceTable): string {
  const kinds = [...table.keys()];
  const reasons: string[] = [];
  const noteOf = (because: string) => {
    if (!reasons.includes(because)) reasons.push(because);
    return `(${reasons.indexOf(because) + 1})`;
  };
  const cell = (kind: string, name: BehaviourName) => {
    const shown = table.get(kind)?.get(name);
    if (shown === undefined) return 'FAILED';
    return typeof shown === 'object' ? noteOf(shown.because) : shown;
  };
  const rows = behaviourNames.map((name) => [name, ...kinds.map((kind) => cell(kind, name))]);
  const lines = [['Behaviour', ...kinds], ['---', ...kinds.map(() => '---')], ...rows];
  const text = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `${text}\n\n${reasons.map((because, index) => `(${index + 1}) ${because}.`).join('\n')}\n`;
}
