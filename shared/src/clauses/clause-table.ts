import type { DutyCode } from '../duties/duty-schemas.ts'
import type { RoutedPage } from '../pages/page-table.ts'
import type { RouteKey } from '../pages/route-rules.ts'

/** A sentence of the policy document that software serves: where, by which rule, shown by which test, with what evidence. */
export type ServedClause = {
  /** As in `2.2c`. Several rows may serve one clause. */
  clause: string
  /** What the sentence demands, in a few words. */
  demand: string
  page: RoutedPage
  /** The route whose rule decides who may do it. */
  rule: RouteKey
  /** The test that shows it, a path in the repository. */
  test: string
  /** What is left that proves it. */
  evidence: string
  /** Its row on the page of duties, if it has one. */
  duty?: DutyCode
}

/**
 * Every sentence of the policy document that a feature serves today. A test checks that pages, routes and tests exist, and
 * that every duty is in it. A new feature adds its rows; a sentence without a feature has none.
 */
export const servedClauses: readonly ServedClause[] = [
  {
    clause: '1.2',
    demand: 'everyone it binds has read it before use, partners too',
    page: 'policy',
    rule: 'POST /api/policies/:id/signature',
    test: 'server/src/features/policies/signing/required-signature.test.ts',
    evidence: 'signature, receipt, audit chain',
  },
  {
    clause: '1.3b',
    demand: 'keep accounts safe; lock a lost phone',
    page: 'lost-device',
    rule: 'POST /api/lost-device/reports',
    test: 'test/e2e/lost-device.spec.ts',
    evidence: 'lock receipt, read back from WeCom',
  },
  {
    clause: '1.3c',
    demand: 'avoid noise: names, reviews and end dates of groups',
    page: 'groups',
    rule: 'POST /api/groups/:id/review',
    test: 'test/e2e/groups.spec.ts',
    evidence: 'review and archive records',
  },
  {
    clause: '2.1a',
    demand: 'configure and support the platform',
    page: 'settings-outbox',
    rule: 'POST /api/settings/outbox/:id/retry',
    test: 'server/src/features/outbox-admin/outbox-admin.test.ts',
    evidence: 'audit entries of retries and settings',
    duty: 'keep_running',
  },
  {
    clause: '2.1b',
    demand: 'write, revise and explain the policies',
    page: 'policy-edit',
    rule: 'POST /api/settings/policies/:id/publish',
    test: 'test/e2e/policy.spec.ts',
    evidence: 'versions, approvals, board by day',
  },
  {
    clause: '2.1c',
    demand: 'change account data after approval',
    page: 'request',
    rule: 'POST /api/requests/:id/decision',
    test: 'test/e2e/info-change.spec.ts',
    evidence: 'decision, read-back from WeCom',
    duty: 'verify_changes',
  },
  {
    clause: '2.1c',
    demand: 'apply manually what the app may not write',
    page: 'request-sheet',
    rule: 'GET /api/requests/:id/sheet',
    test: 'server/src/features/info-change/follow-up.test.ts',
    evidence: 'read-back from WeCom',
    duty: 'apply_changes',
  },
  {
    clause: '2.1d',
    demand: 'monitor, keep logs, investigate',
    page: 'audit',
    rule: 'POST /api/audit/verify',
    test: 'server/src/features/audit/verify-audit.test.ts',
    evidence: 'verified audit chain, export',
  },
  {
    clause: '2.2a',
    demand: 'convey the rules and see to it that they are signed',
    page: 'policy-board',
    rule: 'POST /api/policies/:id/urge',
    test: 'server/src/features/policies/reminder-batches.test.ts',
    evidence: 'reminder log, board of the department',
    duty: 'convey_policies',
  },
  {
    clause: '2.2c',
    demand: 'verify and update account data of the department',
    page: 'confirmation-board',
    rule: 'POST /api/confirmations/:id/people/:userid',
    test: 'server/src/features/confirmations/confirmations.test.ts',
    evidence: 'confirmations by hash, in person with name and time',
    duty: 'confirm_people',
  },
  {
    clause: '2.2d',
    demand: 'supervise the creation and use of groups',
    page: 'group',
    rule: 'POST /api/groups/:id/acceptance',
    test: 'server/src/features/groups/group-lifecycle.test.ts',
    evidence: 'approval, charter, review records',
    duty: 'supervise_groups',
  },
  {
    clause: '4.1c',
    demand: 'a group’s owner signs and keeps the charter',
    page: 'group',
    rule: 'POST /api/groups/:id/charter',
    test: 'server/src/features/groups/group-lifecycle.test.ts',
    evidence: 'signed charter',
    duty: 'lead_groups',
  },
  {
    clause: '2.3a',
    demand: 'learn the rules and follow them',
    page: 'policies',
    rule: 'POST /api/policies/:id/signature',
    test: 'server/src/features/policies/signing/sign-policy.test.ts',
    evidence: 'receipt by clause and version',
    duty: 'sign_policies',
  },
  {
    clause: '2.3b',
    demand: 'keep the account; see where it is signed in',
    page: 'my-sessions',
    rule: 'POST /api/sessions/:ref/end',
    test: 'test/e2e/sign-in.spec.ts',
    evidence: 'sessions and their ends',
  },
  {
    clause: '3.1b',
    demand: 'true and complete name, department and position',
    page: 'confirmation',
    rule: 'POST /api/confirmations/:id/answer',
    test: 'test/e2e/confirmation.spec.ts',
    evidence: 'confirmation by hash of the values shown',
    duty: 'confirm_own',
  },
  {
    clause: '3.1b',
    demand: 'HR has the data confirmed',
    page: 'settings-confirmations',
    rule: 'POST /api/settings/confirmations',
    test: 'test/e2e/confirmation.spec.ts',
    evidence: 'campaign, counts by department',
    duty: 'confirm_company',
  },
  {
    clause: '3.2d',
    demand: 'report a lost phone at once; lock or unbind',
    page: 'lost-case',
    rule: 'POST /api/lost-device/cases/:id/unlock',
    test: 'test/e2e/lost-device.spec.ts',
    evidence: 'lock receipt, exposure report',
  },
  {
    clause: '3.3a',
    demand: 'name, department and position change by approval',
    page: 'info-change',
    rule: 'POST /api/requests',
    test: 'test/e2e/info-change.spec.ts',
    evidence: 'difference, decisions, read-back',
  },
]
