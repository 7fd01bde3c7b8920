import { Play } from 'lucide-react';
import { Button } from '../../components/controls/Button.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { Lead } from './Lead.tsx';

/** The configured program is not there, and nothing else is: start it, or look around in the demo. */
export function StartLead() {
  const { lmStudio, startingDemo } = useApp((state) => ({
    lmStudio: state.status.value?.backend.kind === 'lmstudio',
    startingDemo: state.busy.has('demo'),
  }));
  const actions = useActions();
  return (
    <Lead
      title={lmStudio ? 'Start LM Studio’s server' : 'Start your model program'}
      text={
        lmStudio
          ? 'In LM Studio open Developer, load a model and choose Start server. The window notices by itself and begins to serve.'
          : 'Start it and load a model. The window notices by itself and begins to serve.'
      }
      action={
        <Button kind="primary" icon={Play} busy={startingDemo} onClick={() => void actions.startDemo()}>
          {startingDemo ? 'Starting the demo' : 'Try the demo'}
        </Button>
      }
      note="works without LM Studio"
      offersDemo={false}
    />
  );
}
