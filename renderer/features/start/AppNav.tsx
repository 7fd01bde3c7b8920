import { NavList } from '../../components/frame/NavList.tsx';
import { hrefOf, type ScreenId, screenIds } from '../../location.ts';
import { screens } from '../../routes.tsx';
import { useApp } from '../../store/context.tsx';
import { ThemeMenu } from './ThemeMenu.tsx';

/** The navigation with what is going on behind each screen. */
export function AppNav({ screenId }: { readonly screenId: ScreenId }) {
  const { requests, noModels } = useApp((state) => {
    const status = state.status.value;
    return {
      requests: (status?.requests.running ?? 0) + (status?.requests.waiting ?? 0),
      noModels: status?.state === 'attention' && status.modelsServed === 0,
    };
  });
  const items = screenIds.map((id) => ({
    id,
    href: hrefOf(id),
    label: screens[id].label,
    icon: screens[id].icon,
    group: screens[id].group,
    ...(id === 'queue' ? { count: { value: requests, of: 'requests' } } : {}),
    ...(id === 'models' && noModels ? { attention: 'No model is served' } : {}),
  }));
  return <NavList items={items} current={screenId} foot={<ThemeMenu />} />;
}
