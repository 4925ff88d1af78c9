import { describe, expect, it } from 'vitest'
import type { MemberActor, Role } from '../identity/actor.ts'
import { maskChanges } from './mask-changes.ts'
import type { FieldChangeView } from './request-schemas.ts'

const reader = (userid: string, role: Role = 'auditor'): MemberActor => ({
  kind: 'member',
  userid,
  roles: [role],
  adminOf: [],
})
const change = (field: FieldChangeView['field'], from: string, to: string): FieldChangeView => ({
  field,
  from,
  to,
  verdict: null,
  readBack: null,
})
const changes = [
  change('mobile', '13800002046', '13900002046'),
  change('email', 'guoji@lanjiang.example', 'guo@lanjiang.example'),
  change('position', '质检工程师', '高级质检工程师'),
]
const request = {
  applicantId: 'xiaolan',
  subjectId: 'guoji',
  approverIds: ['limin'],
  state: 'executing',
  phase: null,
} as const

describe('maskChanges', () => {
  it('maskChanges masks the numbers and addresses of an info change for an auditor, and no other value', () => {
    expect(maskChanges(reader('qinyue'), { kind: 'info_change', ...request }, changes)).toEqual([
      change('mobile', '138****2046', '139****2046'),
      change('email', 'g***@lanjiang.example', 'g***@lanjiang.example'),
      change('position', '质检工程师', '高级质检工程师'),
    ])
  })

  it.each(['xiaolan', 'GuoJi', 'limin'])(
    'maskChanges masks nothing for %s, who is the applicant, the subject or an approver',
    (userid) => {
      expect(maskChanges(reader(userid), { kind: 'info_change', ...request }, changes)).toEqual(changes)
    },
  )

  it.each([
    ['executing', 'awaiting_proof', true],
    ['executing', 'differs', true],
    ['executing', 'disputed', true],
    ['failed', 'stopped', true],
    ['open', null, false],
    ['executing', 'guide_member', false],
    ['done', null, false],
  ] as const)(
    'maskChanges shows the management department the values only while it has to act: %s %s',
    (state, phase, isShown) => {
      const seenBy = (role: Role) =>
        maskChanges(reader('olga', role), { kind: 'info_change', ...request, state, phase }, changes)[0]?.to
      expect([seenBy('ops'), seenBy('ops_lead')].map((to) => to === '13900002046')).toEqual([isShown, isShown])
      expect(seenBy('auditor')).toBe('139****2046')
    },
  )

  it('maskChanges masks nothing in a request type that declares no masks', () => {
    const named = [change('group', '', '13800002046')]
    expect(maskChanges(reader('qinyue'), { kind: 'group_create', ...request }, named)).toEqual(named)
  })
})
