import { type PageName, type PathOf, type RoutedPage, routedPages } from '@desk/shared/pages/page-table'

/** Pages with parameters in their path, and pages without a path of their own. */
type SampledPage = { [Name in PageName]: Name extends RoutedPage ? Parametric<Name> : Name }[PageName]
type Parametric<Name extends RoutedPage> = PathOf<Name> extends `${string}:${string}` ? Name : never

const sampled: Record<SampledPage, string> = {
  request: '/requests/req_0sample1',
  resubmission: '/requests/req_0sample1/edit',
  'group-resubmission': '/requests/req_0sample1/group',
  group: '/groups/grp_0sample1',
  closing: '/leavers/cls_0sample1',
  'closing-record': '/leavers/cls_0sample1/record',
  'feedback-problem': '/feedback/fbk_0sample1',
  'request-sheet': '/requests/req_0sample1/sheet',
  confirmation: '/confirmations/cfc_0sample1',
  'confirmation-board': '/confirmations/cfc_0sample1/board',
  policy: '/policies/pol_0sample1',
  receipt: '/receipts/K7Q2-91FD',
  'policy-signed': '/receipts/K7Q2-91FD/signed',
  'policy-text': '/policies/pol_0sample1/text',
  'policy-board': '/policies/pol_0sample1/board',
  'signing-record': '/signing-records/zhaolixia',
  'policy-people': '/policies/pol_0sample1/people',
  'policy-edit': '/settings/policies/pol_0sample1',
  person: '/people/guoji',
  partner: '/partners/wangqiang',
  incident: '/incidents/inc_0sample1',
  'incident-case': '/incidents/cases/inc_0sample1',
  'joiner-batch': '/joiners/batches/acb_0sample1',
  joiner: '/joiners/aco_0sample1',
  'lost-case': '/lost-device/req_0sample1',
  panel: '/auth/panel?to=%2F',
  'case-help': '/case-help',
  'second-factor': '/auth/second-factor',
  verify: '/verify',
  'evidence-entry': '/evidence-room/enter',
  refusal: '/requests',
  'not-found': '/nowhere',
  error: '/approvals',
}

/** A path of every page. */
export const samplePaths = {
  ...Object.fromEntries(routedPages.map(({ name, path }) => [name, path])),
  ...sampled,
} as Record<PageName, string>
