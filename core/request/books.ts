import type { Clock } from '../foundation/clock.ts';
import { type ExecutorError, isExecutorError } from '../foundation/errors/index.ts';
import type { Logger } from '../foundation/logger.ts';
import type { Identity } from '../identity/index.ts';
import type { BackendPool } from '../inference/backends/index.ts';
import type { LedgerReader, LedgerWriter, Outcome } from '../money/ledger/index.ts';
import type { ActiveRequest } from './active-request.ts';
import { station } from './station.ts';
import type { ValidatedRequest } from './validation/index.ts';

interface BooksModules {
  readonly identity: Pick<Identity, 'address'>;
  readonly ledger: LedgerWriter & Pick<LedgerReader, 'get'>;
  readonly backends: Pick<BackendPool, 'backendFor'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The ledger as the request path uses it: every step waited for, none for ever. No step is interrupted by a client that
 * leaves; a row that is left open is voided at the next start.
 */
export class Books {
  readonly #modules: BooksModules;

  constructor(modules: BooksModules) {
    this.#modules = modules;
  }

  /**
   * Books an accepted request; from here on its replay is refused, whatever becomes of it. Does nothing the second time.
   * @throws `VALIDATION_REPLAYED`, `LEDGER_*`, `STAGE_*`
   */
  async book(active: ActiveRequest, validated: ValidatedRequest): Promise<void> {
    if (active.accepted) return;
    const { identity, backends, clock } = this.#modules;
    const { deadline, model } = validated.request.payload;
    const admission = {
      id: active.id,
      identity: identity.address,
      clientAddress: validated.clientAddress,
      clientPeerId: active.clientPeerId,
      model,
      backend: backends.backendFor(validated.backendModel),
      payloadHash: validated.payloadHash,
      deadlineSec: deadline,
      inboundPriceWei: validated.quote.inboundPriceWei,
      outboundPriceWei: validated.quote.outboundPriceWei,
      lane: active.lane,
      admittedAtMs: clock.nowMs(),
    };
    try {
      await this.#step((ledger) => ledger.admit(admission));
    } catch (thrown) {
      // A ledger that is late may still write the row: it must not stay open.
      if (isExecutorError(thrown, 'STAGE_TIMEOUT')) active.accepted = validated;
      throw thrown;
    }
    active.accepted = validated;
  }

  /** @throws `LEDGER_*`, `STAGE_*` */
  complete({ id, backend }: ActiveRequest, outcome: Outcome): Promise<void> {
    return this.#step((ledger) => ledger.complete(id, outcome, backend));
  }

  /** @throws `LEDGER_*`, `STAGE_*` */
  sign(id: string, signature: Uint8Array): Promise<void> {
    return this.#step((ledger) => ledger.sign(id, signature));
  }

  /** @throws `LEDGER_*`, `STAGE_*`, unless the entry is accrued all the same. */
  async accrue(id: string): Promise<void> {
    try {
      await this.#step((ledger) => ledger.accrue(id));
    } catch (thrown) {
      // A commit that reached the file but not yet the disk is in the books all the same: they are the one truth.
      if (!this.#isAccrued(id)) throw thrown;
      this.#modules.logger.error('An accrued answer may not survive a power cut', { requestId: id }, thrown);
    }
  }

  /** Voids what was booked. Never rejects: a row that cannot be voided now is at the next start. */
  async void(active: ActiveRequest, error: ExecutorError): Promise<void> {
    if (!active.accepted) return;
    try {
      await this.#step((ledger) => ledger.void(active.id, error.code));
    } catch (failure) {
      this.#modules.logger.error('A request could not be voided', { requestId: active.id }, failure);
    }
  }

  #step(work: (ledger: LedgerWriter) => Promise<void>): Promise<void> {
    const { clock, ledger } = this.#modules;
    return station({ clock, name: 'ledger' }, () => work(ledger));
  }

  #isAccrued(id: string): boolean {
    try {
      return this.#modules.ledger.get(id)?.state === 'accrued';
    } catch {
      return false; // A ledger that cannot be read is told by the failure that led here.
    }
  }
}
