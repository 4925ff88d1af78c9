import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { writePolicy } from './edit-policy.ts'
import { listPolicies } from '../document/policy-queries.ts'
import { accountClauses } from './template/account-clauses.ts'
import { generalClauses } from './template/general-clauses.ts'

const templateJob: SystemActor = { kind: 'system', job: 'template' }
const AUTHOR = actorName(templateJob)

/** A template with the clauses that this software supports. The company publishes its own text as the next version. */
const templatePolicy: PolicyDraft = {
  zh: { title: '企业微信使用规范', consent: '我已读完以上条款，愿意遵守。' },
  en: { title: 'Rules for using WeCom', consent: 'I have read the clauses above and will follow them.' },
  clauses: [...generalClauses, ...accountClauses],
  audience: { everyone: true, departments: [], roles: [], partners: true, people: [] },
  daysToSign: 7,
  joinerDays: 3,
  remindEveryDays: 2,
  signing: 'tick',
  isBeforeUse: false,
  files: [],
}

/** Creates a draft policy from the template when there is no policy. Publishing it takes two people, like any other. */
export async function seedTemplate(deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>): Promise<void> {
  if ((await listPolicies(deps.db)).length > 0) return
  await deps.db.transaction(async (tx) => {
    const id = await writePolicy(deps, tx, { by: AUTHOR }, templatePolicy)
    await recordAudit(tx, {
      at: deps.clock.now(),
      actor: AUTHOR,
      action: 'policy.template_brought',
      object: id,
      details: {},
    })
  })
}
