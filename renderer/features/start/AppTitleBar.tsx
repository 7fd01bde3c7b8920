import frame from '../../components/frame/frame.module.css';
import { TitleBar } from '../../components/frame/TitleBar.tsx';
import { StateShape } from '../../components/status/StateShape.tsx';
import { formatAmount, formatExactWei } from '../../format/amount.ts';
import { rowsHref, type ScreenId } from '../../location.ts';
import { useActions, useApp } from '../../store/context.tsx';
import { sentenceOf } from '../../store/selectors/sentence.ts';
import text from '../../styles/text.module.css';
import { PauseButton } from './PauseButton.tsx';

/** State, today's amount and Pause on every screen; the Overview tells the state itself. */
export function AppTitleBar({ screenId }: { readonly screenId: ScreenId }) {
  const { kind, word, counts } = useApp(sentenceOf);
  const { demo, platform, maximized, testRuntime, accruedWei } = useApp((state) => ({
    demo: state.shell?.demo ?? false,
    platform: state.shell?.platform ?? null,
    maximized: state.shell?.window.maximized ?? false,
    testRuntime: state.shell?.testRuntime ?? false,
    accruedWei: state.status.value?.today.accruedWei ?? null,
  }));
  const actions = useActions();
  const elsewhere = screenId !== 'overview';
  return (
    <TitleBar
      demo={demo}
      testRuntime={testRuntime}
      systemButtons={platform === 'darwin'}
      state={
        elsewhere ? (
          <>
            <StateShape kind={kind} />
            <span>
              <b>{word}</b>
              {counts && ` · ${counts}`}
            </span>
          </>
        ) : null
      }
      today={
        accruedWei !== null && (
          <a className={frame.today} href={rowsHref('today')} title={formatExactWei(BigInt(accruedWei))}>
            <span className={text.strong}>{formatAmount(BigInt(accruedWei), 'sum')}</span>{' '}
            <span className={text.muted}>{demo ? 'made up' : 'accrued today'}</span>
          </a>
        )
      }
      pause={elsewhere && <PauseButton />}
      windowControls={
        platform === null || platform === 'darwin'
          ? null
          : {
              maximized,
              minimize: () => void actions.minimizeWindow(),
              maximize: () => void actions.maximizeWindow(),
              close: () => void actions.closeWindow(),
            }
      }
    />
  );
}
