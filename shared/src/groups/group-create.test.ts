import { expect, test } from 'vitest'
import { groupCreate } from './group-create.ts'

const { payload, seen, example } = groupCreate

test('a decision hangs on name, purpose, end, deputy and members, in whatever order and spelling they come', () => {
  const given = payload.parse(example)
  const others = [
    { ...given, name: '别的' },
    { ...given, purpose: '别的' },
    { ...given, expiresOn: '2026-07-31' },
    { ...given, deputyId: 'zhouqiming' },
    { ...given, members: ['limin'] },
  ]
  expect(new Set([given, ...others].map(seen)).size).toBe(6)
  expect(seen({ ...given, members: ['ZhouQiming', 'limin'] })).toBe(seen(given))
})

test.each([
  ['nobody beside the owner', { members: [] }],
  ['somebody twice', { members: ['limin', 'LiMin'] }],
  ['no purpose', { purpose: ' ' }],
])('%s is no request', (_name, over) => {
  expect(payload.safeParse({ ...example, ...over }).success).toBe(false)
})
