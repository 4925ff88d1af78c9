import type { OverviewTask, OverviewTaskKind } from '@desk/shared/pages/overview-tasks'
import type { PolicyTitle } from '@desk/shared/policies/policy-title'

/** Codes of tasks in files that programs read, and their Chinese names in files for people. */
const kinds: Record<OverviewTaskKind, { code: string; name: string; timeName?: string }> = {
  versions: { code: 'versions_to_handle', name: '制度版本待处理' },
  questions: { code: 'questions_to_answer', name: '疑问待答复', timeName: '最早一条' },
  overdue: { code: 'people_overdue', name: '逾期未签', timeName: '到期' },
  undelivered: { code: 'people_not_reached', name: '未送达' },
  joiners: { code: 'joiners_unsigned', name: '新成员未签' },
  exemption: { code: 'exemption_ends', name: '豁免到期', timeName: '到期' },
  moreExemptions: { code: 'more_exemptions_end', name: '其他两周内到期的豁免' },
  partner: { code: 'contract_ends', name: '合作到期', timeName: '到期' },
  morePartners: { code: 'more_contracts_end', name: '其他四周内到期的合作' },
  stopped: { code: 'messages_stopped', name: '已停止发送的消息' },
  bad: { code: 'self_check_failed', name: '自检未通过', timeName: '自检时间' },
  warn: { code: 'self_check_incomplete', name: '自检待完善', timeName: '自检时间' },
}

type TaskFacts = {
  code: string
  name: string
  count: number
  policy: ({ id: string } & PolicyTitle) | null
  person: string | null
  /** Company of a partner. */
  company: string | null
  /** An ISO instant, or a calendar day; `timeName` says of what. */
  time: string | null
  timeName: string | null
}

/** Returns what the exported files say about a task. */
export function factsOf(task: OverviewTask): TaskFacts {
  const { code, name, timeName } = kinds[task.kind]
  const time = timeOf(task)
  return {
    code,
    name,
    count: 'count' in task ? task.count : 1,
    policy: isOfSeveralPolicies(task) || !('policy' in task) ? null : task.policy,
    person: 'person' in task ? task.person.name : null,
    company: 'company' in task ? task.company : null,
    time,
    timeName: time === null ? null : (timeName ?? null),
  }
}

/** Versions and questions are counted over all policies, and `policy` is that of the first one. */
const isOfSeveralPolicies = (task: OverviewTask): boolean =>
  (task.kind === 'versions' || task.kind === 'questions') && task.count > 1

function timeOf(task: OverviewTask): string | null {
  switch (task.kind) {
    case 'questions':
      return task.oldestAt
    case 'overdue':
      return task.policy.dueAt
    case 'exemption':
      return task.until
    case 'partner':
      return task.endsOn
    case 'bad':
    case 'warn':
      return task.checkedAt
    default:
      return null
  }
}

/** Returns whether a time of `TaskFacts` is a calendar day, not an instant. */
export const isDay = (time: string): boolean => !time.includes('T')
