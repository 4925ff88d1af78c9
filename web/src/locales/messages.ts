import type accounts from './zh-CN/accounts.ts'
import type accountsClose from './zh-CN/accounts-close.ts'
import type apiKeys from './zh-CN/api-keys.ts'
import type approvals from './zh-CN/approvals.ts'
import type audit from './zh-CN/audit.ts'
import type comments from './zh-CN/comments.ts'
import type confirmations from './zh-CN/confirmations.ts'
import type core from './zh-CN/core.ts'
import type custody from './zh-CN/custody.ts'
import type delivery from './zh-CN/delivery.ts'
import type desk from './zh-CN/desk.ts'
import type directory from './zh-CN/directory.ts'
import type duties from './zh-CN/duties.ts'
import type feedback from './zh-CN/feedback.ts'
import type evidenceRoom from './zh-CN/evidence-room.ts'
import type groupRequests from './zh-CN/group-requests.ts'
import type groups from './zh-CN/groups.ts'
import type incidentCases from './zh-CN/incident-cases.ts'
import type incidents from './zh-CN/incidents.ts'
import type infoChange from './zh-CN/info-change.ts'
import type lostDevice from './zh-CN/lost-device.ts'
import type overview from './zh-CN/overview.ts'
import type people from './zh-CN/people.ts'
import type policies from './zh-CN/policies.ts'
import type policyAdmin from './zh-CN/policy-admin.ts'
import type policyAuthoring from './zh-CN/policy-authoring.ts'
import type privacy from './zh-CN/privacy.ts'
import type records from './zh-CN/records.ts'
import type requests from './zh-CN/requests.ts'
import type session from './zh-CN/session.ts'
import type selfCheck from './zh-CN/self-check.ts'
import type settings from './zh-CN/settings.ts'
import type verify from './zh-CN/verify.ts'

/**
 * The messages by file of `zh-CN/`, each loaded alone: of a feature, of a part of one (`policy-admin`, `records`), or of
 * all pages (`core`, `desk`). Chinese is the source; other languages have the same keys.
 */
export type Messages = {
  accounts: typeof accounts
  'accounts-close': typeof accountsClose
  'api-keys': typeof apiKeys
  approvals: typeof approvals
  audit: typeof audit
  comments: typeof comments
  confirmations: typeof confirmations
  core: typeof core
  custody: typeof custody
  delivery: typeof delivery
  desk: typeof desk
  directory: typeof directory
  duties: typeof duties
  feedback: typeof feedback
  'evidence-room': typeof evidenceRoom
  'group-requests': typeof groupRequests
  groups: typeof groups
  'incident-cases': typeof incidentCases
  incidents: typeof incidents
  'info-change': typeof infoChange
  'lost-device': typeof lostDevice
  overview: typeof overview
  people: typeof people
  policies: typeof policies
  'policy-admin': typeof policyAdmin
  'policy-authoring': typeof policyAuthoring
  privacy: typeof privacy
  records: typeof records
  requests: typeof requests
  session: typeof session
  'self-check': typeof selfCheck
  settings: typeof settings
  verify: typeof verify
}

export type MessageFeature = keyof Messages
