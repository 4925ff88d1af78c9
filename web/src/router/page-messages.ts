import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import { hasMessages, type MessageFeature } from '../locales/messages.ts'

/** What a page says besides what every page and its own feature say. */
const also: Partial<Record<PageName, readonly MessageFeature[]>> = {
  requests: ['approvals'],
  request: ['approvals', 'comments', 'info-change', 'groups'],
  approvals: ['approvals'],
  delegations: ['approvals'],
  'info-change': ['requests', 'approvals'],
  resubmission: ['requests', 'approvals'],
  'request-sheet': ['requests'],
  'group-create': ['requests', 'approvals'],
  'group-resubmission': ['requests', 'approvals'],
  'policy-board': ['policy-admin'],
  'policy-people': ['policy-admin'],
  'settings-policies': ['policy-admin'],
  'policy-edit': ['policy-admin'],
  'settings-partners': ['policy-admin'],
  'settings-outbox': ['delivery'],
  'settings-calendar': ['delivery'],
  'settings-texts': ['delivery'],
  'settings-directory': ['directory'],
  'settings-fields': ['info-change'],
  refusal: ['lost-device'],
}

/** The messages that a page is shown with: loaded beside its component. */
export function messagesOf(page: PageName): readonly MessageFeature[] {
  const [feature = ''] = pageTable[page].file.split('/')
  return ['core', ...(hasMessages(feature) ? [feature] : []), ...(also[page] ?? [])]
}
