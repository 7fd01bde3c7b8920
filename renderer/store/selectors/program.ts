import type { Status } from '../../../core/control/schemas/status.ts';

/** Names of the kinds of model programs; a name that the owner gave goes before them. */
const kindNames: Readonly<Record<string, string>> = {
  lmstudio: 'LM Studio',
  openai: 'The model program',
  demo: 'The demo program',
};

/** What the model program is called in sentences. */
export function programOf(status: Status | null): string {
  if (status === null) return 'The model program';
  const { kind, name } = status.backend;
  return name && name !== kind ? name : (kindNames[kind] ?? 'The model program');
}
