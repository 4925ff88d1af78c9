import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { countOpenOperations } from './console-operation-queries.ts'
import { visibleKinds } from './list-console-operations.ts'

/** Returns the duty to handle what was done in WeCom's console, outside this app. */
export async function consoleDuties({ db }: Pick<ReadDeps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  if (!holdsRole(actor, 'hr')) return []
  const count = await countOpenOperations(db, visibleKinds(actor))
  const to = pagePaths.consoleDeeds
  return [
    {
      key: 'watch_console',
      code: 'watch_console',
      role: holdsRole(actor, 'ops') ? 'ops' : 'hr',
      clause: '2.1d',
      subject: null,
      owed: [{ what: 'waiting', count, to }],
      done: [],
      dueOn: null,
      to,
    },
  ]
}
