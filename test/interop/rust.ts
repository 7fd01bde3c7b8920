import { parseArgs } from 'node:util';
import { withClosing } from '../utils/live/closing.ts';
import { type Face, serveRustClients } from './scenarios.ts';

/**
 * Our executor against the network's own programs, as they are: see test/README.md. Prints one JSON object of figures;
 * ends with status 1 when a client was not answered, or an announcement is missing in the validator's log.
 */
const { values } = parseArgs({
  options: {
    programs: { type: 'string' },
    clients: { type: 'string', default: '20' },
    face: { type: 'string', multiple: true, default: ['cli', 'app'] },
  },
});
if (values.programs === undefined) {
  process.stderr.write('Name the folder of lloom-validator and lloom-client with --programs; see test/README.md.\n');
  process.exit(64);
}
const clients = Number(values.clients);
const plan = { programs: values.programs, clients, say: (line: string) => void process.stderr.write(`${line}\n`) };
const figures: Partial<Record<Face, Awaited<ReturnType<typeof serveRustClients>>>> = {};
for (const face of values.face as Face[])
  figures[face] = await withClosing((closing) => serveRustClients(plan, face, closing));
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);

const isComplete = Object.values(figures).every(
  ({ throughValidator, executorAsBootstrap, announcements }) =>
    [throughValidator, executorAsBootstrap].every(
      ({ answered, signatureAccepted }) => answered === clients && signatureAccepted === clients,
    ) && ['Initial', 'Heartbeat', 'Removal'].every((type) => announcements[type] !== undefined),
);
process.exit(isComplete ? 0 : 1);
