import type { ActivityPage } from '../activity/activity-schemas.ts'
import type { AuditPage } from '../audit/audit-schemas.ts'
import type { GroupRegistry } from '../groups/registry-schemas.ts'
import type { CustodyView } from '../custody/custody-schemas.ts'
import type { FaqList, FeedbackBoard, FeedbackView, OwnFeedback } from '../feedback/feedback-schemas.ts'
import type { GroupForm, GroupList, GroupView } from '../groups/group-schemas.ts'
import type { SessionList } from '../session/session-schemas.ts'
import type { ManualSheet } from '../info-change/info-change-schemas.ts'
import type {
  CaseHelp,
  ClosedCases,
  GuardianList,
  LostBoard,
  LostCase,
  LostForm,
} from '../lost-device/lost-device-schemas.ts'
import type { BoardView, PeopleView } from '../policies/board-schemas.ts'
import type { PolicyTextView } from '../policies/text-schemas.ts'
import type { MyPolicies, MyReceipts, PolicyReadingView, ReceiptView } from '../policies/policy-schemas.ts'
import type { PersonRecord, RecordHits } from '../policies/record-schemas.ts'
import type { MyDataSummary } from '../privacy/my-data.ts'
import type { PrivacyView } from '../privacy/retention.ts'
import type { ApprovalsPage, MyRequestsPage } from '../requests/approval-schemas.ts'
import type { ConfirmationBoard, ConfirmationView } from '../confirmations/confirmation-schemas.ts'
import type { DutyView } from '../duties/duty-schemas.ts'
import type { DelegationList } from '../delegations/delegation-schemas.ts'
import type { OverviewView } from './overview-schemas.ts'
import type { InfoChangeForm } from '../info-change/info-change-form.ts'
import type { RequestView } from '../requests/request-schemas.ts'
import type {
  GroupResubmission,
  HomeView,
  MyCard,
  PanelView,
  RefusalView,
  ResubmissionView,
  SecondFactorView,
} from './page-schemas.ts'
import { page, unroutedPage } from './define-page.ts'
import { accountPages } from './account-pages.ts'
import { evidencePages } from './evidence-pages.ts'
import { incidentPages } from './incident-pages.ts'
import { settingsPages } from './settings-pages.ts'

/** All pages, one row each. A fixed path precedes a path with a parameter that would also match. */
export const pageTable = {
  home: page('/', 'member', 'home/Home').shows<HomeView>(),
  overview: page('/overview', 'policy_reviewer', 'home/Overview', 'desk', 'overview').shows<OverviewView>(),
  requests: page('/requests', 'member', 'requests/RequestList', 'approvals', 'requests').shows<MyRequestsPage>(),
  request: page(
    '/requests/:id',
    'request.read',
    'requests/RequestDetail',
    'approvals',
    'comments',
    'group-requests',
    'info-change',
    'requests',
  ).shows<RequestView>(),
  approvals: page('/approvals', 'member', 'requests/ApprovalList', 'approvals', 'requests').shows<ApprovalsPage>(),
  delegations: page('/delegations', 'member', 'delegations/Delegations', 'approvals').shows<DelegationList>(),
  'info-change': page(
    '/requests/new/info-change',
    'member',
    'info-change/InfoChange',
    'approvals',
    'requests',
  ).shows<InfoChangeForm>(),
  resubmission: page(
    '/requests/:id/edit',
    'request.read',
    'info-change/Resubmission',
    'approvals',
    'requests',
  ).shows<ResubmissionView>(),
  'request-sheet': page(
    '/requests/:id/sheet',
    'ops',
    'info-change/ManualSheet',
    'desk',
    'info-change',
    'requests',
  ).shows<ManualSheet>(),
  'group-create': page(
    '/requests/new/group',
    'member',
    'groups/GroupCreate',
    'approvals',
    'group-requests',
    'requests',
  ).shows<GroupForm>(),
  'group-resubmission': page(
    '/requests/:id/group',
    'request.read',
    'groups/GroupResubmission',
    'approvals',
    'group-requests',
    'requests',
  ).shows<GroupResubmission>(),
  groups: page('/groups', 'member', 'groups/Groups', 'groups').shows<GroupList>(),
  'group-registry': page(
    '/groups/registry',
    'reviewer',
    'groups/GroupRegistry',
    'desk',
    'groups',
  ).shows<GroupRegistry>(),
  'group-declare': page('/groups/declare', 'member', 'groups/GroupDeclare', 'group-requests', 'groups').shows<null>(),
  group: page('/groups/:id', 'member', 'groups/Group', 'group-requests', 'groups').shows<GroupView | null>(),
  feedback: page('/feedback', 'member', 'feedback/Feedback', 'feedback').shows<OwnFeedback>(),
  'feedback-board': page(
    '/feedback/board',
    'member',
    'feedback/FeedbackBoard',
    'desk',
    'feedback',
  ).shows<FeedbackBoard>(),
  'feedback-faq': page('/feedback/faq', 'member', 'feedback/Faq', 'feedback').shows<FaqList>(),
  'feedback-problem': page(
    '/feedback/:id',
    'member',
    'feedback/FeedbackProblem',
    'desk',
    'feedback',
  ).shows<FeedbackView>(),
  'lost-device': page('/lost-device', 'member', 'lost-device/LostDevice', 'lost-device').shows<LostForm>(),
  'lost-case': page('/lost-device/:id', 'case_view', 'lost-device/LostCase', 'lost-device').shows<LostCase>(),
  'lost-board': page(
    '/lost-devices',
    'member',
    'lost-device/LostDeviceCases',
    'desk',
    'lost-device',
  ).shows<LostBoard>(),
  'lost-archive': page(
    '/lost-devices/closed',
    'ops',
    'lost-device/ClosedCases',
    'desk',
    'lost-device',
  ).shows<ClosedCases>(),
  ...incidentPages,
  guardians: page('/me/guardians', 'member', 'lost-device/Guardians', 'lost-device').shows<GuardianList>(),

  policies: page('/policies', 'member', 'policies/Policies', 'policies').shows<MyPolicies>(),
  policy: page('/policies/:id', 'member', 'policies/Policy', 'policies').shows<PolicyReadingView>(),
  'policy-text': page(
    '/policies/:id/text',
    'member',
    'policies/PolicyText',
    'desk',
    'policies',
    'policy-authoring',
  ).shows<PolicyTextView>(),
  'policy-board': page(
    '/policies/:id/board',
    'member',
    'policies/Board',
    'desk',
    'policies',
    'policy-admin',
  ).shows<BoardView>(),
  'policy-people': page(
    '/policies/:id/people',
    'member',
    'policies/People',
    'desk',
    'policies',
    'policy-admin',
  ).shows<PeopleView>(),
  'signing-records': page(
    '/signing-records',
    'member',
    'policies/SigningRecords',
    'desk',
    'policies',
    'records',
  ).shows<RecordHits>(),
  'signing-record': page(
    '/signing-records/:userid',
    'member',
    'policies/SigningRecord',
    'desk',
    'policies',
    'records',
  ).shows<PersonRecord>(),
  receipts: page('/receipts', 'member', 'policies/Receipts', 'policies').shows<MyReceipts>(),
  receipt: page('/receipts/:code', 'member', 'policies/Receipt', 'policies').shows<ReceiptView>(),
  'policy-signed': page('/receipts/:code/signed', 'member', 'policies/Signed', 'policies').shows<ReceiptView>(),

  confirmation: page(
    '/confirmations/:id',
    'member',
    'confirmations/Confirmation',
    'confirmations',
  ).shows<ConfirmationView>(),
  'confirmation-board': page(
    '/confirmations/:id/board',
    'member',
    'confirmations/ConfirmationBoard',
    'confirmations',
    'desk',
  ).shows<ConfirmationBoard>(),

  duties: page('/me/duties', 'member', 'duties/Duties', 'duties').shows<DutyView>(),

  me: page('/me', 'member', 'session/Me', 'session').shows<MyCard>(),
  'my-sessions': page('/me/sessions', 'member', 'session/Sessions', 'session').shows<SessionList>(),
  custody: page('/me/custody', 'member', 'custody/Custody', 'custody').shows<CustodyView>(),
  'my-activity': page(
    '/me/activity',
    'member',
    'custody/Activity',
    'audit',
    'custody',
    'session',
  ).shows<ActivityPage>(),
  'my-data': page('/me/data', 'member', 'privacy/MyData', 'privacy').shows<MyDataSummary>(),
  privacy: page('/privacy', 'member', 'privacy/Privacy', 'privacy').shows<PrivacyView>(),
  'claim-ops': page('/auth/claim-ops', 'member', 'session/ClaimOps', 'session').shows<null>(),
  audit: page('/audit', 'reviewer', 'audit/Audit', 'desk', 'audit').shows<AuditPage>(),

  ...evidencePages,
  ...settingsPages,
  ...accountPages,

  panel: unroutedPage('session/DesktopSignIn', 'session').shows<PanelView>(),
  'case-help': unroutedPage('lost-device/CaseHelp', 'lost-device').shows<CaseHelp>(),
  'second-factor': unroutedPage('lost-device/SecondFactor', 'lost-device').shows<SecondFactorView>(),
  refusal: unroutedPage('session/AccessDenied', 'lost-device', 'session').shows<RefusalView>(),
  'not-found': unroutedPage('session/NotFound', 'session').shows<null>(),
  error: unroutedPage('session/Error', 'session').shows<{ requestId: string }>(),
}

type PageTable = typeof pageTable
export type PageName = keyof PageTable
/** Names of the pages with a path. */
export type RoutedPage = { [Name in PageName]: PageTable[Name] extends { path: string } ? Name : never }[PageName]
export type PathOf<Name extends RoutedPage> = PageTable[Name]['path']
export type RuleOf<Name extends RoutedPage> = PageTable[Name]['rule']
export type PageData<Name extends PageName> = Exclude<PageTable[Name]['data'], undefined>

/** Page and data in the first response, so that the browser need not request them again. */
export type LoadedPage = { [Name in PageName]: { name: Name; data: PageData<Name> } }[PageName]

/** Rows of the pages with a path, with their names, in the order of the table. */
export const routedPages = (Object.keys(pageTable) as PageName[]).flatMap((name) => {
  const row = pageTable[name]
  return 'path' in row ? [{ name: name as RoutedPage, ...row }] : []
})
