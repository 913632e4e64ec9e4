import { useEffect } from 'react';
import { useHostQuery } from '../../workbench/index';
import { ExportQueriesDialog } from '../files/ExportQueriesDialog';
import { ImportQueriesDialog } from '../files/ImportQueriesDialog';
import { SaveQueryDialog } from '../save/SaveQueryDialog';
import { PlaceDialog } from './PlaceDialog';
import { useQueryDialogs } from './query-dialogs';

/** The dialog about queries that is open, if one is. */
export function QueryDialogs() {
  const { dialog, show } = useQueryDialogs();
  const close = (): void => show(null);
  // Behind the lock nothing may be left open.
  useEffect(() => () => show(null), [show]);
  switch (dialog?.kind) {
    case 'place':
      return <PlaceDialog queries={dialog.queries} onClose={close} />;
    case 'edit':
      return <EditDialog id={dialog.id} onClose={close} />;
    case 'import':
      return <ImportQueriesDialog onClose={close} />;
    case 'export':
      return <ExportQueriesDialog ids={dialog.ids} onClose={close} />;
    default:
      return null;
  }
}

function EditDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { data: query } = useHostQuery(['queries', 'saved', id], (host) =>
    host.queries.saved({ id }),
  );
  if (!query) return null;
  return (
    <SaveQueryDialog
      query={query}
      dialect={query.dialects[0] ?? 'postgresql'}
      opened=""
      sql={null}
      parameters={query.parameters}
      onClose={onClose}
    />
  );
}
