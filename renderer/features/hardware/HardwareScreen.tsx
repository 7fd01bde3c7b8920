import { Button } from '../../components/controls/Button.tsx';
import { Empty } from '../../components/data/Empty.tsx';
import { Skeleton } from '../../components/data/Skeleton.tsx';
import { Panel } from '../../components/heads/Panel.tsx';
import { ScreenHead } from '../../components/heads/ScreenHead.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { hardwareSentence } from '../../store/selectors/hardware.ts';
import text from '../../styles/text.module.css';
import { ComputerPanel } from './ComputerPanel.tsx';
import { EnergyPanel } from './EnergyPanel.tsx';
import { GpuPanel } from './GpuPanel.tsx';
import { PastPanel } from './PastPanel.tsx';
import { PresencePanel } from './PresencePanel.tsx';
import { ProbesPanel } from './ProbesPanel.tsx';

/** What this PC is doing, who uses its graphics card, and when the executor gives way to its owner. */
export function HardwareScreen() {
  const { hardware, error } = useApp((state) => ({ hardware: state.hardware.value, error: state.hardware.error }));
  const actions = useActions();
  const sentence = hardware ? hardwareSentence(hardware) : 'What this PC is doing, and what it keeps for you.';
  return (
    <>
      <ScreenHead title="Hardware" sentence={sentence} />
      <div className={text.columns}>
        <div className={text.stack}>
          {hardware === null ? (
            <Panel title="Graphics card">
              {error ? (
                <Empty
                  title={error.message}
                  text={error.hint}
                  action={<Button onClick={() => void actions.reload()}>Try again</Button>}
                />
              ) : (
                <Skeleton label="the hardware" />
              )}
            </Panel>
          ) : (
            <>
              {hardware.gpus.length === 0 && <NoGpu />}
              {hardware.gpus.map((gpu) => (
                <GpuPanel key={gpu.index} gpu={gpu} alone={hardware.gpus.length === 1} atMs={hardware.atMs} />
              ))}
              <PastPanel />
              <ComputerPanel hardware={hardware} />
            </>
          )}
        </div>
        <div className={text.stack} data-region="side">
          <PresencePanel />
          {hardware && <EnergyPanel energy={hardware.energy} />}
          {hardware && <ProbesPanel probes={hardware.probes} />}
        </div>
      </div>
    </>
  );
}

function NoGpu() {
  return (
    <Panel title="Graphics card">
      <Empty
        title="No probe sees a graphics card"
        text="Models can still run, on the processor or in a program that knows the card. What each probe said stands under Probes; a pause cannot prove then that video memory is free."
      />
    </Panel>
  );
}
