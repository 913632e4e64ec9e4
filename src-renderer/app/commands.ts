import {
  IconAdjustments,
  IconArrowRight,
  IconBell,
  IconCommand,
  IconKeyboard,
  IconLanguage,
  IconLayoutSidebar,
  IconLayoutSidebarRight,
  IconMoon,
  IconPin,
  IconSearch,
  IconSun,
  IconSunMoon,
  IconX,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
} from '@tabler/icons-react';
import {
  settingDefinitions,
  type Settings,
  type SettingValue,
} from '../../src-main/contract/settings';
import {
  activities,
  addSelectionToCase,
  settingsKey,
  useFrame,
  type Command,
  type CommandState,
  type Workbench,
} from '../features/workbench/index';
import { useOverlays } from './overlays';
import { focusRegion } from './regions';
import { useLook } from './look-store';

const whenOpen = (state: CommandState): true | string => state.unlocked || 'commands:needs.unlock';

/** Last focused element of each region, kept by the frame. */
export const lastFocus = new WeakMap<Element, Element>();

async function setLook(
  workbench: Workbench,
  key: 'language' | 'theme' | 'zoom',
  value: SettingValue,
): Promise<void> {
  if (workbench.state.unlocked) {
    // At once, so that a key held down goes on from its own last step.
    workbench.queryClient.setQueryData(settingsKey, (all: object | undefined) =>
      all ? { ...all, [key]: value } : all,
    );
    await workbench.host.settings.set({ key, value });
  } else if (key === 'language') useLook.getState().chooseLanguage(String(value));
  else {
    const { language, theme, zoom } = useLook.getState();
    useLook.getState().apply({ language, theme, zoom, [key]: value });
  }
}

function zoomBy(step: number): Command['run'] {
  const { min, max } = settingDefinitions.zoom;
  return (workbench) => {
    const stored = workbench.queryClient.getQueryData<Partial<Settings>>(settingsKey)?.zoom;
    const zoom = stored ?? useLook.getState().zoom;
    return setLook(workbench, 'zoom', Math.min(max, Math.max(min, zoom + step)));
  };
}

function look(
  id: string,
  icon: Command['icon'],
  key: 'language' | 'theme',
  value: string,
): Command {
  return {
    id: `view.${id}`,
    titleKey: `commands:view.${id}`,
    ...(icon ? { icon } : {}),
    run: (workbench) => setLook(workbench, key, value),
  };
}

/** Commands of the frame itself; features add theirs. */
export const frameCommands: readonly Command[] = [
  {
    id: 'evidence.add',
    titleKey: 'commands:evidence.add',
    icon: IconPin,
    keys: 'E',
    when: whenOpen,
    run: (workbench) => addSelectionToCase(workbench, false),
  },
  {
    id: 'evidence.addWithRemark',
    titleKey: 'commands:evidence.addWithRemark',
    icon: IconPin,
    keys: 'Shift E',
    when: whenOpen,
    run: (workbench) => addSelectionToCase(workbench, true),
  },
  {
    id: 'frame.search',
    titleKey: 'commands:frame.search',
    icon: IconSearch,
    keys: 'Ctrl K',
    when: whenOpen,
    run: () => useOverlays.getState().show({ palette: '' }),
  },
  {
    id: 'frame.commands',
    titleKey: 'commands:frame.commands',
    icon: IconCommand,
    keys: 'Ctrl Shift P',
    when: whenOpen,
    run: () => useOverlays.getState().show({ palette: '>' }),
  },
  {
    id: 'frame.help',
    titleKey: 'commands:frame.help',
    icon: IconKeyboard,
    keys: 'F1',
    run: () => useOverlays.getState().show({ help: true }),
  },
  {
    id: 'frame.notices',
    titleKey: 'commands:frame.notices',
    icon: IconBell,
    when: whenOpen,
    run: () => useOverlays.getState().show({ notices: true }),
  },
  ...activities.map((activity, index): Command => ({
    id: `frame.${activity}`,
    titleKey: `commands:frame.${activity}`,
    icon: IconArrowRight,
    keys: `Ctrl ${index + 1}`,
    when: whenOpen,
    run: (workbench) => workbench.showActivity(activity),
  })),
  {
    id: 'frame.side',
    titleKey: 'commands:frame.side',
    icon: IconLayoutSidebar,
    keys: 'Ctrl B',
    when: whenOpen,
    run: () => {
      const { sideOpen, change } = useFrame.getState();
      change({ sideOpen: !sideOpen });
    },
  },
  {
    id: 'frame.inspector',
    titleKey: 'commands:frame.inspector',
    icon: IconLayoutSidebarRight,
    keys: 'Ctrl I',
    when: whenOpen,
    run: () => {
      const { inspectorOpen, drawerOpen, narrow, change } = useFrame.getState();
      change(narrow ? { drawerOpen: !drawerOpen } : { inspectorOpen: !inspectorOpen });
    },
  },
  {
    id: 'frame.closePanel',
    titleKey: 'commands:frame.closePanel',
    icon: IconX,
    keys: 'Alt W',
    when: (state) => (state.activePanel ? true : 'commands:needs.panel'),
    run: ({ state, closePanel }) => {
      if (state.activePanel) closePanel(state.activePanel.id);
    },
  },
  {
    id: 'frame.nextRegion',
    titleKey: 'commands:frame.nextRegion',
    // A terminal leaves only this way: all its other keys go to the shell.
    keys: ['F6', 'Ctrl Shift F6'],
    run: () => focusRegion(1, lastFocus),
  },
  {
    id: 'frame.previousRegion',
    titleKey: 'commands:frame.previousRegion',
    keys: 'Shift F6',
    run: () => focusRegion(-1, lastFocus),
  },
  look('themeSystem', IconSunMoon, 'theme', 'system'),
  look('themeDark', IconMoon, 'theme', 'dark'),
  look('themeLight', IconSun, 'theme', 'light'),
  look('themeContrast', IconAdjustments, 'theme', 'contrast'),
  look('languageChinese', IconLanguage, 'language', 'zh-CN'),
  look('languageEnglish', IconLanguage, 'language', 'en'),
  {
    id: 'view.zoomIn',
    titleKey: 'commands:view.zoomIn',
    icon: IconZoomIn,
    keys: ['Ctrl =', 'Ctrl +'],
    run: zoomBy(settingDefinitions.zoom.step),
  },
  {
    id: 'view.zoomOut',
    titleKey: 'commands:view.zoomOut',
    icon: IconZoomOut,
    keys: 'Ctrl -',
    run: zoomBy(-settingDefinitions.zoom.step),
  },
  {
    id: 'view.zoomReset',
    titleKey: 'commands:view.zoomReset',
    icon: IconZoomReset,
    keys: 'Ctrl 0',
    run: (workbench) => setLook(workbench, 'zoom', settingDefinitions.zoom.default),
  },
];
