import { describe, expect, it } from 'vitest'
import { summary } from '../../../testing/samples/sample-requests.ts'
import { ayigul, guoJi } from '../../../testing/samples/sample-people.ts'
import { groupRows } from './group-rows.ts'
import { mayDecideInList } from './may-decide-in-list.ts'

const rows = [
  summary({ id: 'req_0sample1', kind: 'group_create', applicant: guoJi }),
  summary({ id: 'req_0sample2', applicant: ayigul }),
  summary({ id: 'req_0sample3', applicant: guoJi }),
]
const idsOf = (groups: ReturnType<typeof groupRows>) => groups.map((group) => group.rows.map(({ id }) => id))

describe('groupRows', () => {
  it('groupRows groups by type in the order of the types', () => {
    const groups = groupRows(rows, 'kind', ['info_change', 'group_create'])
    expect(groups.map(({ key }) => key)).toEqual(['info_change', 'group_create'])
    expect(idsOf(groups)).toEqual([['req_0sample2', 'req_0sample3'], ['req_0sample1']])
  })

  it('groupRows groups by department in the order of the rows', () => {
    const groups = groupRows(rows, 'department', [])
    expect(groups[0]?.key).toBe(guoJi.department.join(' · '))
    expect(idsOf(groups)).toEqual([['req_0sample1', 'req_0sample3'], ['req_0sample2']])
  })
})

describe('mayDecideInList', () => {
  it('mayDecideInList allows changes of low risk only: a row shows neither the members nor the purpose of a group', () => {
    const decidable = [summary({}), summary({ isRisky: true }), summary({ kind: 'group_create' })].map(mayDecideInList)
    expect(decidable).toEqual([true, false, false])
  })
})
