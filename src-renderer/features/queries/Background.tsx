import { useEffect } from 'react';
import { useActivePanel } from '../workbench/index';
import { useConsoles } from './connections';
import { QueryDialogs } from './side/QueryDialogs';

/** The page that was last in front says on which connection a query is opened. */
export function QueriesBackground() {
  const panel = useActivePanel();
  const choose = useConsoles((store) => store.choose);
  const isOurs = panel?.component === 'queries.console' || panel?.component === 'queries.write';
  const endpointId = isOurs ? panel.params['endpointId'] : undefined;
  useEffect(() => {
    if (typeof endpointId === 'string') choose(endpointId);
  }, [endpointId, choose]);
  return <QueryDialogs />;
}
