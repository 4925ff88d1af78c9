import type { PolicyDraft } from '@desk/shared/policies/policy-draft'

/** Returns the draft of a new policy: one Chinese clause for all members. */
export const emptyDraft = (messages: { newTitle: string; newConsent: string; newClause: string }): PolicyDraft => ({
  zh: { title: messages.newTitle, consent: messages.newConsent },
  en: null,
  clauses: [{ id: 'c1', no: '1', zh: { title: messages.newClause, body: messages.newClause, why: '' }, en: null }],
  audience: { everyone: true, departments: [], roles: [], partners: true, people: [] },
  daysToSign: 7,
  joinerDays: 3,
  remindEveryDays: 2,
  signing: 'tick',
  isBeforeUse: false,
  files: [],
})
