import { Component, type ReactNode } from 'react';
import { Button } from '../controls/Button.tsx';
import { Empty } from '../data/Empty.tsx';
import { ScreenHead } from '../heads/ScreenHead.tsx';

interface BoundaryState {
  readonly broken: boolean;
}

/** Keeps a fault of one screen to that screen: title bar, navigation and Pause go on working. */
export class ScreenBoundary extends Component<{ readonly children: ReactNode }, BoundaryState> {
  override state: BoundaryState = { broken: false };

  static getDerivedStateFromError(): BoundaryState {
    return { broken: true };
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <>
        <ScreenHead title="This screen cannot be shown" sentence="A fault of the program; serving goes on." />
        <Empty
          title="Nothing is lost"
          text="The other screens still work."
          action={<Button onClick={() => this.setState({ broken: false })}>Show it again</Button>}
        />
      </>
    );
  }
}
