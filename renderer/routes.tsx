import { Boxes, Coins, Gpu, LayoutDashboard, ListOrdered, type LucideIcon, Settings2, Tag } from 'lucide-react';
import type { FunctionComponent } from 'react';
import { EarningsScreen } from './features/earnings/EarningsScreen.tsx';
import { HardwareScreen } from './features/hardware/HardwareScreen.tsx';
import { ModelsScreen } from './features/models/ModelsScreen.tsx';
import { OverviewScreen } from './features/overview/OverviewScreen.tsx';
import { PricingScreen } from './features/pricing/PricingScreen.tsx';
import { QueueScreen } from './features/queue/QueueScreen.tsx';
import { SettingsScreen } from './features/settings/SettingsScreen.tsx';
import type { ScreenId } from './location.ts';

/** One screen of the window. */
export interface Screen {
  readonly label: string;
  readonly icon: LucideIcon;
  /** Screens of one group stand together: what happens, what you offer, this PC; `foot` stands at the bottom. */
  readonly group: 'happens' | 'offer' | 'pc' | 'foot';
  readonly Component: FunctionComponent;
}

/** Every screen, once. To add one: its id in location.ts, its feature folder, its line here. */
export const screens: Readonly<Record<ScreenId, Screen>> = {
  overview: { label: 'Overview', icon: LayoutDashboard, group: 'happens', Component: OverviewScreen },
  queue: { label: 'Queue', icon: ListOrdered, group: 'happens', Component: QueueScreen },
  earnings: { label: 'Earnings', icon: Coins, group: 'happens', Component: EarningsScreen },
  models: { label: 'Models', icon: Boxes, group: 'offer', Component: ModelsScreen },
  pricing: { label: 'Pricing', icon: Tag, group: 'offer', Component: PricingScreen },
  hardware: { label: 'Hardware', icon: Gpu, group: 'pc', Component: HardwareScreen },
  settings: { label: 'Settings', icon: Settings2, group: 'foot', Component: SettingsScreen },
};
