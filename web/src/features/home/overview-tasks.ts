import { dayIn } from '@desk/shared/kernel/calendar-day'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import { listOverviewTasks, type OverviewTask } from '@desk/shared/pages/overview-tasks'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'
import type { Messages } from '../../locales/messages.ts'
import { businessZone } from '../../locales/time.ts'
import type { IconName } from '../../ui/marks/icon-paths.ts'

type OverviewMessages = Messages['overview']
export type TaskRow = {
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
  /** Formats the calendar day on which something ends. */
  endDay: (day: string) => string
}

/** Returns the tasks of the viewer in words, the most urgent first, each with a link to its page. */
export const overviewTasks = (view: OverviewView, context: TaskContext): TaskRow[] =>
  listOverviewTasks(view).map((task) => describeTask(task, view, context))

function describeTask(task: OverviewTask, view: OverviewView, context: TaskContext): TaskRow {
  const { messages, titleOf, day, endDay } = context
  const { tasks } = messages
  /** Returns a fact after the title of the policy that it is about, if that policy is in force. */
  const ofPolicy = (policy: PolicyTitle | null, fact: string) => {
    if (policy === null) return fact
    return fact === '' ? titleOf(policy) : tasks.ofPolicy(titleOf(policy), fact)
  }
  switch (task.kind) {
    case 'versions': {
      const hint = task.count === 1 ? ofPolicy(task.policy, tasks.versionsHint) : tasks.versionsHint
      const to = pagePaths.policyEdit(task.first)
      return { key: 'versions', icon: 'approve', title: tasks.versions(task.count), hint, to, action: 'handle' }
    }
    case 'questions': {
      const oldest = task.oldestAt === null ? '' : tasks.oldest(day(task.oldestAt))
      return {
        key: 'questions',
        icon: 'question',
        title: tasks.questions(task.count),
        hint: ofPolicy(task.policy, oldest),
        to: pagePaths.policyBoard(task.first),
        action: 'answer',
      }
    }
    case 'overdue':
    case 'undelivered':
    case 'joiners':
      return describePeople(task, view, context)
    case 'exemption':
    case 'moreExemptions': {
      const to = `${pagePaths.policyPeople(task.policy.id)}?state=exempt`
      const own = { icon: 'exempt' as const, hint: titleOf(task.policy), to }
      if (task.kind === 'moreExemptions')
        return {
          ...own,
          key: `exemptions ${task.policy.id}`,
          title: tasks.moreExemptions(task.count),
          action: 'people',
        }
      return {
        ...own,
        key: `exemption ${task.policy.id} ${task.person.userid}`,
        title: tasks.exemption(task.person.name, endDay(task.until)),
        action: 'exempt',
      }
    }
    case 'partner':
    case 'morePartners': {
      const own = { icon: 'person' as const, to: pagePaths.settingsPartners, action: 'partner' as const }
      if (task.kind === 'morePartners')
        return { ...own, key: 'partners', title: tasks.morePartners(task.count), hint: '' }
      const title = tasks.partner(task.person.name, endDay(task.endsOn))
      return { ...own, key: `partner ${task.person.userid}`, title, hint: task.company }
    }
    case 'stopped':
      return {
        key: 'stopped',
        icon: 'undelivered',
        title: tasks.stopped(task.count),
        hint: '',
        to: pagePaths.settingsOutbox,
        action: 'outbox',
      }
    case 'bad':
    case 'warn':
      return {
        key: 'check',
        icon: task.kind === 'bad' ? 'warning' : 'shield',
        title: tasks[task.kind](task.count),
        hint: task.checkedAt === null ? '' : tasks.checked(day(task.checkedAt)),
        to: pagePaths.settingsCheck,
        action: 'check',
      }
  }
}

/** Returns the day of an instant in the company's time zone, in milliseconds, so that two days can be subtracted. */
const dayOf = (instant: string) => Date.parse(dayIn(businessZone, new Date(instant)))
const peopleIcons = { overdue: 'warning', undelivered: 'undelivered', joiners: 'group-add' } as const

function describePeople(
  { kind, count, policy }: Extract<OverviewTask, { kind: keyof typeof peopleIcons }>,
  { countedAt }: OverviewView,
  { messages: { tasks, matrix }, titleOf }: TaskContext,
): TaskRow {
  const daysOver = (dayOf(countedAt) - dayOf(policy.dueAt)) / DAY_MS
  const title = titleOf(policy)
  const isLate = kind === 'overdue' && daysOver >= 1
  // The list has the same people as the count: those who joined after the same day.
  const filters: Record<string, string> =
    kind === 'joiners'
      ? { state: 'unsigned', joinedAfter: dayIn(businessZone, new Date(policy.since)) }
      : { state: kind }
  return {
    key: `${kind} ${policy.id}`,
    icon: peopleIcons[kind],
    title: tasks[kind](count),
    hint: isLate ? tasks.ofPolicy(title, matrix.overdueBy(daysOver)) : title,
    to: `${pagePaths.policyPeople(policy.id)}?${new URLSearchParams(filters).toString()}`,
    action: 'people',
  }
}
