import { useEffect } from 'react';
import { AppFrame } from './components/frame/AppFrame.tsx';
import { DemoBar } from './components/frame/DemoBar.tsx';
import { ScreenBoundary } from './components/frame/ScreenBoundary.tsx';
import { Toasts } from './components/overlays/Toasts.tsx';
import { TooltipProvider } from './components/overlays/Tooltip.tsx';
import { DoctorDialog } from './features/doctor/DoctorDialog.tsx';
import { AppNav } from './features/start/AppNav.tsx';
import { AppTitleBar } from './features/start/AppTitleBar.tsx';
import { useShortcuts } from './features/start/use-shortcuts.ts';
import { screenOf } from './location.ts';
import { screens } from './routes.tsx';
import { useActions, useApp } from './store/context.tsx';
import { sentenceOf } from './store/selectors/sentence.ts';

const tooltipDelayMs = 400;

/** The window: frame, current screen, messages. */
export function App() {
  const screenId = useApp((state) => screenOf(state.location));
  const { choice, demo, leaving, messages, spoken } = useApp((state) => ({
    choice: state.shell?.theme.choice ?? 'system',
    demo: state.shell?.demo ?? false,
    leaving: state.busy.has('demo'),
    messages: state.messages,
    spoken: state.spoken,
  }));
  const announcement = useApp((state) => sentenceOf(state).title);
  const actions = useActions();
  useShortcuts();

  useEffect(() => {
    if (choice === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
  }, [choice]);

  const { label, Component } = screens[screenId];
  useEffect(() => {
    document.title = `${label} · Lloom Executor`;
    document.getElementById('main')?.scrollTo(0, 0);
  }, [label]);

  return (
    <TooltipProvider delayDuration={tooltipDelayMs}>
      <AppFrame
        titleBar={<AppTitleBar screenId={screenId} />}
        nav={<AppNav screenId={screenId} />}
        demoBar={demo ? <DemoBar busy={leaving} onLeave={() => void actions.stopDemo()} /> : null}
        announcement={announcement}
        spoken={spoken}
      >
        <ScreenBoundary key={screenId}>
          <Component />
        </ScreenBoundary>
      </AppFrame>
      <DoctorDialog />
      <Toasts
        messages={messages.map((message) => ({ ...message, kind: 'problem' }))}
        onDismiss={(id) => actions.dismiss(id)}
      />
    </TooltipProvider>
  );
}
