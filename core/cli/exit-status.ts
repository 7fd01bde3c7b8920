import { errorTable, isErrorCode } from '../foundation/errors/index.ts';

/** Exit status of a command that ends with the error of this code; that of a fault of the program for an unknown one. */
export function exitStatusOf(code: string): number {
  return errorTable[isErrorCode(code) ? code : 'INTERNAL_FAULT'].exitStatus;
}
