import { dayIn } from '@desk/shared/kernel/calendar-day'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'
import type { Messages } from '../../locales/messages.ts'
import { businessZone } from '../../locales/time.ts'
import type { IconName } from '../../ui/marks/icon-paths.ts'

type OverviewMessages = Messages['overview']
export type OverviewTask = {
  key: string
  icon: IconName
  title: string
  hint: string
  to: string
  action: keyof OverviewMessages['actions']
}

type TaskContext = {
  messages: OverviewMessages
  titleOf: (policy: PolicyTitle) => string
  day: (instant: string) => string
}

/** Lists the tasks of the viewer, the most urgent first, each with a link to its page. */
export const overviewTasks = (view: OverviewView, context: TaskContext): OverviewTask[] => [
  ...versionTasks(view, context),
  ...questionTasks(view, context),
  ...(view.mayAct ? peopleTasks(view, context) : []),
  ...endingTasks(view, context),
  ...opsTasks(view, context),
]

/** Returns a fact after the title of the policy that it is about, if that policy is in force. */
function ofPolicy({ policies }: OverviewView, { messages, titleOf }: TaskContext, id: string, fact: string): string {
  const policy = policies.find((candidate) => candidate.id === id)
  if (policy === undefined) return fact
  return fact === '' ? titleOf(policy) : messages.tasks.ofPolicy(titleOf(policy), fact)
}

function versionTasks(view: OverviewView, context: TaskContext): OverviewTask[] {
  const { first, count } = view.versions
  const { tasks } = context.messages
  if (first === null) return []
  return [
    {
      key: 'versions',
      icon: 'approve',
      title: tasks.versions(count),
      hint: count === 1 ? ofPolicy(view, context, first, tasks.versionsHint) : tasks.versionsHint,
      to: pagePaths.policyEdit(first),
      action: 'handle',
    },
  ]
}

function questionTasks(view: OverviewView, context: TaskContext): OverviewTask[] {
  const { first, count, oldestAt } = view.questions
  const { tasks } = context.messages
  if (first === null) return []
  return [
    {
      key: 'questions',
      icon: 'question',
      title: tasks.questions(count),
      hint: ofPolicy(view, context, first, oldestAt === null ? '' : tasks.oldest(context.day(oldestAt))),
      to: pagePaths.policyBoard(first),
      action: 'answer',
    },
  ]
}

/** Returns the day of an instant in the company's time zone, in milliseconds, so that two days can be subtracted. */
const dayOf = (instant: string) => Date.parse(dayIn(businessZone, new Date(instant)))

function peopleTasks(view: OverviewView, { messages: { tasks, matrix }, titleOf }: TaskContext): OverviewTask[] {
  return view.policies.flatMap((policy) => {
    const { overdue, undelivered } = policy.counts
    const daysOver = (dayOf(view.countedAt) - dayOf(policy.dueAt)) / DAY_MS
    const title = titleOf(policy)
    const late = daysOver >= 1 ? tasks.ofPolicy(title, matrix.overdueBy(daysOver)) : title
    const task = (
      key: string,
      icon: IconName,
      text: string,
      filters: Record<string, string>,
      hint = title,
    ): OverviewTask => ({
      key: `${key} ${policy.id}`,
      icon,
      title: text,
      hint,
      to: `${pagePaths.policyPeople(policy.id)}?${new URLSearchParams(filters).toString()}`,
      action: 'people',
    })
    // The list counts from the same day as the number.
    const joined = { state: 'unsigned', joinedAfter: dayIn(businessZone, new Date(policy.since)) }
    return [
      ...(overdue > 0 ? [task('overdue', 'warning', tasks.overdue(overdue), { state: 'overdue' }, late)] : []),
      ...(undelivered > 0
        ? [task('undelivered', 'undelivered', tasks.undelivered(undelivered), { state: 'undelivered' })]
        : []),
      ...(policy.joiners > 0 ? [task('joiners', 'group-add', tasks.joiners(policy.joiners), joined)] : []),
    ]
  })
}

const endingTasks = (
  { exemptions, moreExemptions, partners, morePartners }: OverviewView,
  { messages: { tasks, monthAndDay }, titleOf }: TaskContext,
): OverviewTask[] => [
  ...exemptions.map(({ policy, person, until }) => ({
    key: `exemption ${policy.id} ${person.userid}`,
    icon: 'exempt' as const,
    title: tasks.exemption(person.name, monthAndDay(until)),
    hint: titleOf(policy),
    to: `${pagePaths.policyPeople(policy.id)}?state=exempt`,
    action: 'exempt' as const,
  })),
  ...moreExemptions.map(({ policy, count }) => ({
    key: `exemptions ${policy.id}`,
    icon: 'exempt' as const,
    title: tasks.moreExemptions(count),
    hint: titleOf(policy),
    to: `${pagePaths.policyPeople(policy.id)}?state=exempt`,
    action: 'people' as const,
  })),
  ...partners.map(({ person, company, endsOn }) => ({
    key: `partner ${person.userid}`,
    icon: 'person' as const,
    title: tasks.partner(person.name, monthAndDay(endsOn)),
    hint: company,
    to: pagePaths.settingsPartners,
    action: 'partner' as const,
  })),
  ...(morePartners > 0
    ? [
        {
          key: 'partners',
          icon: 'person' as const,
          title: tasks.morePartners(morePartners),
          hint: '',
          to: pagePaths.settingsPartners,
          action: 'partner' as const,
        },
      ]
    : []),
]

function opsTasks({ ops }: OverviewView, { messages: { tasks }, day }: TaskContext): OverviewTask[] {
  if (ops === null) return []
  const hint = ops.checkedAt === null ? '' : tasks.checked(day(ops.checkedAt))
  const check = { key: 'check', hint, to: pagePaths.settingsCheck, action: 'check' as const }
  return [
    ...(ops.stopped > 0
      ? [
          {
            key: 'stopped',
            icon: 'undelivered' as const,
            title: tasks.stopped(ops.stopped),
            hint: '',
            to: pagePaths.settingsOutbox,
            action: 'outbox' as const,
          },
        ]
      : []),
    ...(ops.bad > 0 ? [{ ...check, icon: 'warning' as const, title: tasks.bad(ops.bad) }] : []),
    ...(ops.bad === 0 && ops.warn > 0 ? [{ ...check, icon: 'shield' as const, title: tasks.warn(ops.warn) }] : []),
  ]
}
