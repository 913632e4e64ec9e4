import { IconChartLine, IconDownload, IconFilter, IconSearch, IconZoomScan } from '@tabler/icons-react'; // prettier-ignore
import { useCommand } from '../workbench/index';

/** Commands of a result, for keys and palette; each says why it cannot be used now. */
export function useResultCommands({
  hasColumns,
  running,
  hasRow,
  onFind,
  onFilter,
  onCell,
  onExport,
  onChart,
}: {
  hasColumns: boolean;
  running: boolean;
  /** The keyboard is on a row. */
  hasRow: boolean;
  onFind: () => void;
  onFilter: () => void;
  onCell: () => void;
  onExport: () => void;
  onChart: () => void;
}): void {
  const something = hasColumns ? true : 'results:reason.noRows';
  useCommand({
    id: 'queries.find',
    titleKey: 'results:command.find',
    icon: IconSearch,
    keys: 'Ctrl F',
    when: () => something,
    run: onFind,
  });
  useCommand({
    id: 'queries.filter',
    titleKey: 'results:command.filter',
    icon: IconFilter,
    when: () => something,
    run: onFilter,
  });
  useCommand({
    id: 'queries.cell',
    titleKey: 'results:command.cell',
    icon: IconZoomScan,
    when: () => hasRow || 'results:reason.noRow',
    run: onCell,
  });
  useCommand({
    id: 'queries.export',
    titleKey: 'results:command.export',
    icon: IconDownload,
    when: () => (running ? 'results:reason.running' : something),
    run: onExport,
  });
  useCommand({
    id: 'queries.chart',
    titleKey: 'results:command.chart',
    icon: IconChartLine,
    when: () => (running ? 'results:reason.running' : something),
    run: onChart,
  });
}
