import { expect, it } from 'vitest'
import { lastSeenAt } from './last-seen.ts'

const now = '2026-03-17T02:33:00.000Z'

it('lastSeenAt returns the start of the chosen period', () => {
  expect(lastSeenAt('tenMinutes', now)).toBe('2026-03-17T02:23:00.000Z')
  expect(lastSeenAt('earlier', now)).toBe('2026-03-14T02:33:00.000Z')
})

it.each([null, 'unknown'] as const)('lastSeenAt returns null for %s', (choice) => {
  expect(lastSeenAt(choice, now)).toBeNull()
})
