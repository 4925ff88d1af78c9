import { describe, expect, it } from 'vitest'
import type { MemberActor } from '../identity/actor.ts'
import { maskChanges } from './mask-changes.ts'
import type { FieldChangeView } from './request-schemas.ts'

const reader = (userid: string): MemberActor => ({ kind: 'member', userid, roles: ['auditor'], adminOf: [] })
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
const request = { applicantId: 'xiaolan', subjectId: 'guoji', approverIds: ['limin'] }

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

  it('maskChanges masks nothing in a request type that declares no masks', () => {
    const named = [change('group', '', '13800002046')]
    expect(maskChanges(reader('qinyue'), { kind: 'group_create', ...request }, named)).toEqual(named)
  })
})
