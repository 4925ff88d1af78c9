import { dayIn } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'
import type { Messages } from '../../locales/messages.ts'
import { businessZone } from '../../locales/time.ts'
import type { IconName } from '../../ui/marks/icon-paths.ts'

type Words = Messages['overview']
export type OverviewTask = {
  key: string
  icon: IconName
  title: string
  hint: string
  to: string
  action: keyof Words['actions']
}

type Said = { messages: Words; titleOf: (policy: PolicyTitle) => string; day: (instant: string) => string }

/** Lists the tasks of the viewer, the most urgent first, each with a link to its page. */
export const overviewTasks = (view: OverviewView, said: Said): OverviewTask[] => [
  ...versionTasks(view, said),
  ...questionTasks(view, said),
  ...(view.mayAct ? peopleTasks(view, said) : []),
  ...endingTasks(view, said),
  ...opsTasks(view, said),
]

const versionTasks = ({ versions }: OverviewView, { messages: { tasks } }: Said): OverviewTask[] =>
  versions.first === null
    ? []
    : [
        {
          key: 'versions',
          icon: 'approve',
          title: tasks.versions(versions.count),
          hint: tasks.versionsHint,
          to: pagePaths.policyEdit(versions.first),
          action: 'handle',
        },
      ]

const questionTasks = ({ questions }: OverviewView, { messages: { tasks }, day }: Said): OverviewTask[] =>
  questions.first === null
    ? []
    : [
        {
          key: 'questions',
          icon: 'question',
          title: tasks.questions(questions.count),
          hint: questions.oldestAt === null ? '' : tasks.oldest(day(questions.oldestAt)),
          to: pagePaths.policyBoard(questions.first),
          action: 'answer',
        },
      ]

const peopleTasks = ({ policies }: OverviewView, { messages: { tasks }, titleOf }: Said): OverviewTask[] =>
  policies.flatMap((policy) => {
    const { overdue, undelivered } = policy.counts
    const task = (key: string, icon: IconName, title: string, filters: Record<string, string>): OverviewTask => ({
      key: `${key} ${policy.id}`,
      icon,
      title,
      hint: titleOf(policy),
      to: `${pagePaths.policyPeople(policy.id)}?${new URLSearchParams(filters).toString()}`,
      action: 'people',
    })
    // The list has the same day as the number.
    const joined = { state: 'unsigned', joinedAfter: dayIn(businessZone, new Date(policy.since)) }
    return [
      ...(overdue > 0 ? [task('overdue', 'warning', tasks.overdue(overdue), { state: 'overdue' })] : []),
      ...(undelivered > 0
        ? [task('undelivered', 'undelivered', tasks.undelivered(undelivered), { state: 'undelivered' })]
        : []),
      ...(policy.joiners > 0 ? [task('joiners', 'group-add', tasks.joiners(policy.joiners), joined)] : []),
    ]
  })

const endingTasks = (
  { exemptions, moreExemptions, partners, morePartners }: OverviewView,
  { messages: { tasks, monthAndDay }, titleOf }: Said,
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

function opsTasks({ ops }: OverviewView, { messages: { tasks }, day }: Said): OverviewTask[] {
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
