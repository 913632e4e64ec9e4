import { IconPlayerStop } from '@tabler/icons-react';
import { useCommand } from '../workbench/index';

/** Esc and the palette stop what runs. Drawn only while something does: else Esc means nothing here. */
export function StopCommand({ titleKey, onStop }: { titleKey: string; onStop: () => void }) {
  useCommand({
    id: 'queries.stop',
    titleKey,
    icon: IconPlayerStop,
    keys: 'Escape',
    run: onStop,
  });
  return null;
}
