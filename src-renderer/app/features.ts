import type { FeatureDefinition } from '../features/workbench/index';
import { audit } from '../features/audit/index';
import { cases } from '../features/cases/index';
import { changes } from '../features/changes/index';
import { files } from '../features/files/index';
import { knowledge } from '../features/knowledge/index';
import { logs } from '../features/logs/index';
import { profile } from '../features/profile/index';
import { queries } from '../features/queries/index';
import { runbooks } from '../features/runbooks/index';
import { service } from '../features/service/index';
import { settings } from '../features/settings/index';
import { ssh } from '../features/ssh/index';
import { systems } from '../features/systems/index';
import { tasks } from '../features/tasks/index';
import { terminals } from '../features/terminals/index';
import { tunnels } from '../features/tunnels/index';
import { vault } from '../features/vault/index';

/** Every feature of the program, in the order of the activity bar. */
export const features: readonly FeatureDefinition[] = [
  cases,
  systems,
  logs,
  queries,
  knowledge,
  service,
  tasks,
  terminals,
  settings,
  vault,
  profile,
  changes,
  files,
  ssh,
  tunnels,
  runbooks,
  audit,
];
