import { writeFileSync } from 'node:fs';
import { describeErrors } from './describe-errors.ts';

writeFileSync(new URL('../../../../../core/foundation/errors/README.md', import.meta.url), describeErrors());
