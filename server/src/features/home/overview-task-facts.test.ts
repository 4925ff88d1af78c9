import type { OverviewTask } from '@desk/shared/pages/overview-tasks'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { expect, it } from 'vitest'
import { factsOf } from './overview-task-facts.ts'

it.each([
  ['versions', 1, 'pol_a'],
  ['versions', 3, undefined],
  ['questions', 1, 'pol_a'],
  ['questions', 5, undefined],
] as const)('a task about %s, %i of them, has the policy %s', (kind, count, policyId) => {
  const first = 'pol_a' as PolicyId
  const policy = { id: first, title: '信息安全', label: '1.0', scope: '' } as never
  const task: OverviewTask =
    kind === 'versions' ? { kind, count, first, policy } : { kind, count, first, policy, oldestAt: null }
  expect(factsOf(task)).toMatchObject({ count })
  expect(factsOf(task).policy?.id).toBe(policyId)
})
