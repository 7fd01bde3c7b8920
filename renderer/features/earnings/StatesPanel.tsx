import { Panel } from '../../components/heads/Panel.tsx';
import { Amount } from '../../components/money/Amount.tsx';
import { MoneyState } from '../../components/money/MoneyState.tsx';
import money from '../../components/money/money.module.css';
import { formatAmount } from '../../format/amount.ts';
import { formatCount } from '../../format/counts.ts';
import { notKnown } from '../../format/locale.ts';
import { hrefOf, rowsHref } from '../../location.ts';
import { useApp } from '../../store/context.tsx';
import text from '../../styles/text.module.css';
import styles from './earnings.module.css';

/** The sum of the period by state. */
export function StatesPanel() {
  const { total, period, open } = useApp((state) => ({
    total: state.summary.value?.total ?? null,
    period: state.period,
    open: (state.status.value?.requests.running ?? 0) + (state.status.value?.requests.waiting ?? 0),
  }));
  const accrued = total === null ? null : BigInt(total.accruedWei);
  return (
    <Panel title="Where it stands" meta={accrued === null ? '' : `the same ${formatAmount(accrued, 'sum')}, by state`}>
      <table className={styles.ladder} aria-label="Accrued amount by state">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col" className={styles.end}>
              Requests
            </th>
            <th scope="col" className={styles.end}>
              ETH
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <MoneyState kind="accrued" />
              <span className={text.subline}>Signed answer, handed over</span>
            </th>
            <td className={styles.end}>{total === null ? notKnown : formatCount(total.answers)}</td>
            <td className={styles.end}>
              {accrued === null ? (
                notKnown
              ) : (
                <Amount wei={accrued} place="sum" unit={false} href={rowsHref(period, { state: 'accrued' })} />
              )}
            </td>
          </tr>
          <tr>
            <th scope="row">
              <MoneyState kind="open" />
              <span className={text.subline}>Counts once it is handed over</span>
            </th>
            <td className={styles.end}>
              <a className={money.opens} href={hrefOf('queue')}>
                {formatCount(open)}
              </a>
            </td>
            <td className={styles.end}>{notKnown}</td>
          </tr>
          <tr>
            <th scope="row">
              <MoneyState kind="void" />
              <span className={text.subline}>Not known as handed over</span>
            </th>
            <td className={styles.end}>
              {total === null ? (
                notKnown
              ) : (
                <a className={money.opens} href={rowsHref(period, { state: 'void' })}>
                  {formatCount(total.voids)}
                </a>
              )}
            </td>
            <td className={styles.end}>not counted</td>
          </tr>
        </tbody>
      </table>
      <p className={styles.note}>
        Accrued is not money in hand. It is your own record of signed answers at the prices you asked; nobody owes it by
        contract, and the network does not pay yet. Your electricity is real.
      </p>
    </Panel>
  );
}
