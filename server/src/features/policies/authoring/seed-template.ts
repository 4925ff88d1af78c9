import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { writePolicy } from './edit-policy.ts'
import { listPolicies } from '../document/policy-queries.ts'
import { templatePolicy } from './template/template-policy.ts'

const templateJob: SystemActor = { kind: 'system', job: 'template' }
const BY = actorName(templateJob)

/** Where there is no policy at all: one to begin with, as a draft. Two people publish it, or write their own. */
export async function seedTemplate(deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>): Promise<void> {
  if ((await listPolicies(deps.db)).length > 0) return
  await deps.db.transaction(async (tx) => {
    const id = await writePolicy(deps, tx, BY, templatePolicy)
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: BY,
      action: 'policy.template_brought',
      object: id,
      details: {},
    })
  })
}
