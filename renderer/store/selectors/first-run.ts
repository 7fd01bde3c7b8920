import type { DoctorReport } from '../../../core/control/schemas/doctor.ts';
import type { CatalogueModel } from '../../../core/control/schemas/models.ts';
import type { AppState } from '../create-store.ts';
import { isAbsent } from './doctor.ts';
import { type CatalogueRow, catalogueRows, firstChoice, isPulling } from './models.ts';

const backendKey = 'llm_client.backend';
/** The ports on which a kind is looked for when no address is set; one that answers elsewhere needs its address in the settings. */
const ownPorts: Readonly<Record<string, readonly string[]>> = {
  lmstudio: ['1234'],
  ollama: ['11434'],
  'llama-cpp': ['8080', '9931'],
};

const isAtItsPort = ({ kind, address }: DoctorReport): boolean =>
  URL.canParse(address) && (ownPorts[kind]?.includes(new URL(address).port) ?? false);

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

/** The models to choose from by size, the first choice among them; those that do not fit are left out where any fits. */
function choicesOf(catalogue: readonly CatalogueModel[]): readonly CatalogueModel[] {
  const fitting = catalogue.filter(({ fits }) => fits !== false);
  const bySize = [...(fitting.length > 0 ? fitting : catalogue)].sort((a, b) => a.sizeBytes - b.sizeBytes);
  const first = bySize.findIndex(({ id }) => id === firstChoice(bySize)?.id);
  // One smaller than the first choice, and the larger ones after it.
  const start = Math.max(0, Math.min(first - 1, bySize.length - maxChoices));
  return bySize.slice(start, start + maxChoices);
}
