import { createContext, useContext } from 'react';
import type { Workbench } from './types';

const WorkbenchContext = createContext<Workbench | null>(null);

/** Set by the program's root. */
export const WorkbenchProvider = WorkbenchContext;

/** The program: open panels, run commands, show notices. A stable object. */
export function useWorkbench(): Workbench {
  const workbench = useContext(WorkbenchContext);
  if (!workbench) throw new Error('no workbench above this component');
  return workbench;
}
