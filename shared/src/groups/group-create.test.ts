import { expect, test } from 'vitest'
import { groupCreate } from './group-create.ts'

const { payload, hashedContent, example } = groupCreate

test('the content of a group request depends on name, purpose, expiry, deputy and members, not on the order or case of userids', () => {
  const request = payload.parse(example)
  const others = [
    { ...request, name: '别的' },
    { ...request, purpose: '别的' },
    { ...request, expiresOn: '2026-07-31' },
    { ...request, deputyId: 'zhouqiming' },
    { ...request, members: ['limin'] },
  ]
  expect(new Set([request, ...others].map(hashedContent)).size).toBe(6)
  expect(hashedContent({ ...request, members: ['ZhouQiming', 'limin'] })).toBe(hashedContent(request))
})

test.each([
  ['no member besides the owner', { members: [] }],
  ['a member listed twice', { members: ['limin', 'LiMin'] }],
  ['no purpose', { purpose: ' ' }],
])('a group request with %s is rejected', (_name, overrides) => {
  expect(payload.safeParse({ ...example, ...overrides }).success).toBe(false)
})
