import { type ErrorRow, errorTable } from '../../../../../core/foundation/errors/index.ts';

const head = `# Errors

Every error of the executor has one of these codes; a code never changes its meaning. The rows are generated from
\`families/\`: after a change run \`npx vitest run test/unit/core/foundation/errors -u\`.

*Peer* is what a client of the network sees when its request ends with the error: the stream closes without an answer, or
a signed error response has this fixed text. *Exit* is the status of a command that ends with it.

| Code | What is so | What to do | Peer | Log | Exit |
| --- | --- | --- | --- | --- | --- |
`;

/** The documented list of errors, as \`core/foundation/errors/README.md\` must be. */
export function describeErrors(): string {
  return (
    head +
    Object.entries(errorTable)
      .map(([code, row]) => describeRow(code, row))
      .join('')
  );
}

function describeRow(code: string, { message, hint, peer, level, exitStatus }: ErrorRow): string {
  const told = typeof peer === 'string' ? (peer === 'none' ? '–' : peer) : `"${peer.answer}"`;
  return `| \`${code}\` | ${message} | ${hint.replaceAll('\n', ' ')} | ${told} | ${level} | ${exitStatus} |\n`;
}
