import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Deps } from '../../kernel/deps.ts'
import { countDead } from './outbox-admin-queries.ts'

/** Returns the duty of the management department to keep the platform running: jobs that failed for good. */
export async function opsDuties({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<DutyRow[]> {
  if (!holdsRole(actor, 'ops')) return []
  const count = await countDead(db)
  const to = pagePaths.settingsOutbox
  return [
    {
      key: 'keep_running',
      code: 'keep_running',
      role: 'ops',
      clause: '2.1a',
      subject: null,
      owed: [{ what: 'waiting', count, to }],
      done: [],
      dueOn: null,
      to,
    },
  ]
}
