import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as wire from '../wire.ts'
import { compareShape } from './compare-shape.ts'

const member = {
  userid: 'zhao',
  name: '赵丽霞',
  alias: '',
  department: [2],
  order: [0],
  main_department: 2,
  is_leader_in_dept: [0],
  position: '',
  telephone: '',
  extattr: { attrs: [] },
  status: 1,
}
const differences = (response: unknown, schema: z.ZodType = wire.memberListAnswer) => compareShape(schema, response)

describe('compareShape', () => {
  it('compareShape reports a field that is undefined, and nothing for the documented response', () => {
    expect(differences({ userlist: [member, { ...member, main_department: undefined }] })).toEqual([
      // `undefined` does not exist in JSON.
      { path: 'userlist[].main_department', kind: 'type', expected: 'number', found: 'undefined', count: 1 },
    ])
    expect(differences({ userlist: [member] })).toEqual([])
  })

  it('compareShape reports a missing field once, with the number of records', () => {
    const { telephone: _, ...rest } = member
    expect(differences({ userlist: [rest, rest] })).toEqual([
      { path: 'userlist[].telephone', kind: 'missing', expected: 'string', count: 2 },
    ])
  })

  it('compareShape reports a type that the client tolerates, and one that it does not', () => {
    expect(differences({ userlist: [{ ...member, department: ['2'], name: null }] })).toEqual([
      { path: 'userlist[].name', kind: 'type', expected: 'string', found: 'null', count: 1 },
      { path: 'userlist[].department[]', kind: 'type', expected: 'number', found: 'string', count: 1 },
    ])
    expect(differences([])).toEqual([
      { path: '(response)', kind: 'type', expected: 'object', found: 'array', count: 1 },
    ])
  })

  it('compareShape reports an unlisted code with its number, but never a text', () => {
    expect(differences({ userlist: [{ ...member, status: 3 }] })).toEqual([
      { path: 'userlist[].status', kind: 'value', expected: 'number', found: 'number 3', count: 1 },
    ])
    const phone = z.object({ mobile: z.literal('none') })
    expect(differences({ mobile: '13800138000' }, phone)).toEqual([
      { path: 'mobile', kind: 'value', expected: 'string', found: 'string', count: 1 },
    ])
  })

  it('compareShape reports fields that the client does not read, without names that may be data', () => {
    expect(differences({ userlist: [{ ...member, direct_leader: ['li'], 赵丽霞: 1 }] })).toEqual([
      { path: 'userlist[].direct_leader', kind: 'extra', found: 'array', count: 1 },
      { path: 'userlist[].(other)', kind: 'extra', found: 'number', count: 1 },
    ])
  })
})
