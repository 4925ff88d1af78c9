import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { accountClauses } from './account-clauses.ts'
import { generalClauses } from './general-clauses.ts'

/** A template with the clauses that this software supports. The company publishes its own text as the next version. */
export const templatePolicy: PolicyDraft = {
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
