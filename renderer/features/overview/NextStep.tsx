import { Button } from '../../components/controls/Button.tsx';
import { NextAction } from '../../components/heads/NextAction.tsx';
import { Remaining } from '../../components/Time.tsx';
import { useActions, useApp } from '../../store/context.tsx';
import { connectionsOf } from '../../store/selectors/connections.ts';
import { isAside, isHeld, presenceSentence, releaseWords } from '../../store/selectors/presence.ts';
import { describeProblem } from '../../store/selectors/problems.ts';
import { PresenceButton } from '../hardware/PresenceButton.tsx';
import { RemedyButton } from './RemedyButton.tsx';

/** The most important problem, with what to do about it. Nothing when nothing needs doing. */
export function NextStep() {
  const { problem, status, offline, presence } = useApp((state) => ({
    problem: state.status.value?.problems[0] ?? null,
    status: state.status.value,
    offline: state.status.error,
    presence: state.presence.value,
  }));
  if (status === null && offline) {
    return <NextAction kind="attention" title={offline.message} text={offline.hint} action={<ReloadButton />} />;
  }
  if (isAside(presence) && presence.release?.verified === 'still-held') {
    return (
      <NextAction
        kind="attention"
        title="The video memory is not free."
        text={`${releaseWords(presence)}. End that program yourself if the game needs the memory.`}
      />
    );
  }
  if (status !== null && problem === null && isHeld(presence)) {
    return (
      <NextAction kind="info" title="Serving anyway." text={presenceSentence(presence)} action={<PresenceButton />} />
    );
  }
  if (problem === null || status === null) return null;
  const words = describeProblem(problem, status);
  const next = connectionsOf(status).find((line) => line.id === 'network')?.nextTryAtMs ?? null;
  return (
    <NextAction
      kind={words.kind}
      title={words.title}
      text={
        <>
          {words.text}
          {problem.code === 'NETWORK_UNREACHABLE' && next !== null && (
            <>
              {' '}
              Next try in <Remaining untilMs={next} />.
            </>
          )}
        </>
      }
      action={words.remedy && <RemedyButton remedy={words.remedy} />}
    />
  );
}

function ReloadButton() {
  const actions = useActions();
  return (
    <Button kind="primary" onClick={() => void actions.reload()}>
      Try again
    </Button>
  );
}
