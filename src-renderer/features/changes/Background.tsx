import { useEffect } from 'react';
import { ChangeDialogs } from './ChangeDialog';
import { useChanges } from './change-store';

/** Lives while the vault is open: its questions and what it remembers end with it. */
export function ChangesBackground() {
  useEffect(() => () => useChanges.getState().clear(), []);
  return <ChangeDialogs />;
}
