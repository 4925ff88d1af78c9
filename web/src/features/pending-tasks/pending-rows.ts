import type { HomeView } from '@desk/shared/pages/page-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { PolicyTask } from '@desk/shared/policies/policy-schemas'
import { minutesBetween } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'
import type { IconName } from '../../ui/marks/icon-paths.ts'

type Waiting = HomeView['waiting']
type Kind = Exclude<keyof Waiting, 'policies'>
type Counted = {
  count: number
  oldestAt: string | null
  first?: string | null
  why?: readonly string[] | undefined
}

/**
 * One kind of pending task. `count`: 0 for a single policy, which has a separate row. `action`: the button of the first
 * row. `isLate`: overdue, or returned to the member.
 */
export type PendingRow = {
  kind: Kind | 'policy'
  icon: IconName
  title: string
  about: readonly string[]
  action: string
  to: string
  count: number
  isLate: boolean
}

export type RowContext = {
  messages: Messages['core']['home']
  now: string
  language: string
  titleOf: (policy: PolicyTask) => string
}

/**
 * Returns the pending tasks of a member, the most urgent first: urgent decisions, then returned or overdue tasks, then
 * tasks for which others wait, then tasks with a due date.
 */
export function pendingRows(waiting: Waiting, context: RowContext): PendingRow[] {
  const { messages, now } = context
  const { policies, lost, own, guardians, approvals, byHand, stopped, groups, versions, questions, confirmations } =
    waiting
  // A single task is opened directly where it has a page.
  const counted = (
    kind: Kind,
    { count, oldestAt, first, why = [] }: Counted,
    icon: IconName,
    all: string,
    pathOf?: (id: string) => string,
    title: string = messages.tasks[kind],
  ): PendingRow[] =>
    count === 0
      ? []
      : [
          {
            kind,
            icon,
            title,
            about: oldestAt === null ? why : [...why, messages.oldest(minutesBetween(oldestAt, now))],
            action: messages.actions[kind],
            to: pathOf && count === 1 && first ? pathOf(first) : all,
            count,
            isLate: kind === 'own' && why.length > 0,
          },
        ]
  const { careLeft } = lost
  const lostTitle = careLeft === null ? messages.tasks.lost : messages.careLeft(careLeft.count, careLeft.isPlanned)
  const questionsPath = questions.first ? pagePaths.policyBoard(questions.first) : pagePaths.settingsPolicies
  const toSign = policies.map((policy) => policyRow(policy, context))
  return [
    ...counted('lost', lost, 'phone-lost', pagePaths.lostBoard, pagePaths.lostCase, lostTitle),
    ...toSign.filter(({ isLate }) => isLate),
    ...counted(
      'own',
      { ...own, why: own.why && whyReturned(own.why, messages) },
      'return',
      pagePaths.requests,
      pagePaths.request,
      ownTitle(own, messages),
    ),
    ...counted('guardians', guardians, 'guardian', pagePaths.guardians),
    ...counted('approvals', approvals, 'approve', pagePaths.approvals),
    ...toSign.filter(({ isLate }) => !isLate),
    ...counted('confirmations', confirmations, 'my-info', pagePaths.confirmation(confirmations.first ?? '')),
    ...counted('byHand', byHand, 'data', `${pagePaths.approvals}?list=by_hand`),
    ...counted(
      'incidents',
      waiting.incidents,
      'warning',
      waiting.incidents.first ? pagePaths.incidentCases : pagePaths.incidents,
      pagePaths.incidentCase,
    ),
    ...counted('groups', groups, 'my-groups', pagePaths.groups, pagePaths.group),
    ...counted('stopped', stopped, 'warning', pagePaths.settingsOutbox),
    ...counted('questions', questions, 'question', questionsPath),
    ...counted('feedback', waiting.feedback, 'question', pagePaths.feedback, pagePaths.feedbackProblem),
    ...counted('versions', versions, 'receipt', pagePaths.settingsPolicies, pagePaths.policyEdit),
    ...counted('proposals', waiting.proposals, 'person', pagePaths.settingsRoles),
    ...counted('apiKeys', waiting.apiKeys, 'lock', pagePaths.settingsApiKeys),
    ...counted('custody', waiting.custody, 'lock', pagePaths.custody),
  ]
}

/** `why`: who returned the request and what they wrote; either may be empty. */
const whyReturned = ([by = '', text = '']: readonly string[], { returnedBy, kept }: RowContext['messages']): string[] =>
  [by && returnedBy(by), text, kept].filter((part) => part !== '')

/** Returns the title of the member's own requests: what is said of one is not true of all. */
function ownTitle({ count, why }: Waiting['own'], { tasks, ownGuided, ownSeveral }: RowContext['messages']): string {
  if (count > 1) return ownSeveral
  return why ? tasks.own : ownGuided
}

function policyRow(policy: PolicyTask, { messages, titleOf, language }: RowContext): PendingRow {
  const isLate = policy.state === 'overdue'
  return {
    kind: 'policy',
    icon: 'sign',
    title: messages.toSign(titleOf(policy)),
    about: [
      messages.toRead(policy.toRead, policy.isDelta),
      messages.about(policy.seconds),
      isLate ? messages.late : messages.by(policy.dueAt),
    ],
    action: messages.actions.policy,
    to: pagePaths.policy(policy.id) + language,
    count: 0,
    isLate,
  }
}

/** Returns what a row says about its tasks. A line may break after the separator of two parts. */
export const aboutText = ({ about }: PendingRow, { between }: Messages['core']): string => about.join(between)

/** Returns the number of tasks in the rows. */
export const taskCount = (rows: readonly PendingRow[]): number =>
  rows.reduce((sum, { count }) => sum + Math.max(1, count), 0)
