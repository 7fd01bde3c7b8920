import type { DoctorReport } from '../../../core/control/schemas/doctor.ts';
import type { CatalogueModel } from '../../../core/control/schemas/models.ts';
import type { AppState } from '../create-store.ts';
import { isAbsent } from './doctor.ts';
import { type CatalogueRow, catalogueRows, firstChoice, isPulling } from './models.ts';

const backendKey = 'llm_client.backend';
/** The ports on which a kind is looked for when no address is set; one that answers elsewhere needs its address in the settings. */
const ownPorts: Readonly<Record<string, string>> = { lmstudio: '1234', ollama: '11434', 'llama-cpp': '8080' };

const isAtItsPort = ({ kind, address }: DoctorReport): boolean =>
  ownPorts[kind] !== undefined && URL.canParse(address) && new URL(address).port === ownPorts[kind];

/** The one way forward where nothing runs models yet. */
export type FirstWay =
  /** A program that runs on this PC and is not the configured one. */
  | { readonly way: 'found'; readonly report: DoctorReport }
  /** The built-in engine: a model to choose, one that arrives, or one that is there and waits for the engine. */
  | { readonly way: 'builtin'; readonly step: 'choose'; readonly choices: readonly CatalogueModel[] }
  | { readonly way: 'builtin'; readonly step: 'arriving'; readonly row: CatalogueRow }
  | { readonly way: 'builtin'; readonly step: 'installed'; readonly model: CatalogueModel; readonly inUse: boolean }
  /** Neither: start the configured one. */
  | { readonly way: 'start' };

/** The kinds of programs that the configuration of this executor can name. */
export const configurableKinds = ({ config }: Pick<AppState, 'config'>): readonly string[] =>
  config.value?.keys.find(({ key }) => key === backendKey)?.choices ?? [];

/** Finds the way: what runs already goes before what must be fetched. */
export function firstWay(state: AppState): FirstWay {
  const kinds = configurableKinds(state);
  const found = state.doctor.value?.find(
    (report) => !report.configured && !isAbsent(report) && isAtItsPort(report) && kinds.includes(report.kind),
  );
  if (found) return { way: 'found', report: found };
  const catalogue = state.catalogue.value ?? [];
  if (!kinds.includes('builtin') || catalogue.length === 0) return { way: 'start' };
  const rows = catalogueRows(catalogue, state.pulls.value ?? []);
  const arriving = rows.find(({ pull }) => isPulling(pull));
  if (arriving) return { way: 'builtin', step: 'arriving', row: arriving };
  const installed = rows.find(({ model, pull }) => model.installed || pull?.state === 'done');
  const inUse = state.status.value?.backends.some(({ kind }) => kind === 'builtin') ?? false;
  if (installed) return { way: 'builtin', step: 'installed', model: installed.model, inUse };
  return { way: 'builtin', step: 'choose', choices: choicesOf(catalogue) };
}

/** Most models that are offered at once; the rest stands on the Models screen. */
const maxChoices = 4;

/** The models to choose from, the best one first; those that do not fit are left out where any fits. */
function choicesOf(catalogue: readonly CatalogueModel[]): readonly CatalogueModel[] {
  const first = firstChoice(catalogue);
  const fitting = catalogue.filter(({ fits }) => fits !== false);
  const others = (fitting.length > 0 ? fitting : catalogue).filter(({ id }) => id !== first?.id);
  return [...(first ? [first] : []), ...others].slice(0, maxChoices);
}
