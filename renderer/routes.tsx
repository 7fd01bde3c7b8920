import { Boxes, Coins, LayoutDashboard, ListOrdered, type LucideIcon, Tag } from 'lucide-react';
import type { FunctionComponent } from 'react';
import { EarningsScreen } from './features/earnings/EarningsScreen.tsx';
import { ModelsScreen } from './features/models/ModelsScreen.tsx';
import { OverviewScreen } from './features/overview/OverviewScreen.tsx';
import { PricingScreen } from './features/pricing/PricingScreen.tsx';
import { QueueScreen } from './features/queue/QueueScreen.tsx';
import type { ScreenId } from './location.ts';

/** One screen of the window. */
export interface Screen {
  readonly label: string;
  readonly icon: LucideIcon;
  /** Screens of one group stand together: what happens, what you offer. */
  readonly group: number;
  readonly Component: FunctionComponent;
}

/** Every screen, once. To add one: its id in location.ts, its feature folder, its line here. */
export const screens: Readonly<Record<ScreenId, Screen>> = {
  overview: { label: 'Overview', icon: LayoutDashboard, group: 1, Component: OverviewScreen },
  queue: { label: 'Queue', icon: ListOrdered, group: 1, Component: QueueScreen },
  earnings: { label: 'Earnings', icon: Coins, group: 1, Component: EarningsScreen },
  models: { label: 'Models', icon: Boxes, group: 2, Component: ModelsScreen },
  pricing: { label: 'Pricing', icon: Tag, group: 2, Component: PricingScreen },
};
