import { dayIn } from '@desk/shared/kernel/calendar-day'
import { shiftDay } from '@desk/shared/kernel/working-calendar'
import type { DayDeps } from '../../kernel/deps.ts'
import { isSameSecret, keyedHash } from '../../kernel/hash.ts'

/**
 * Creates and checks the tokens of unnamed reports. A token shows that a signed-in page sent the report, and nothing
 * else: on one day it is the same for all members. It is accepted on its day and on the next, so that a page that was
 * open at midnight can still send. `keys`: the first creates tokens; the tokens of every key are accepted.
 */
export function memberTokens({ clock, site }: DayDeps, keys: readonly [string, ...string[]]) {
  const tokenOf = (key: string, day: string) => keyedHash(key, `incidents.member_token:${day}`)
  const today = () => dayIn(site.timeZone, clock.now())
  return {
    current: (): string => tokenOf(keys[0], today()),
    accepts(token: string): boolean {
      const days = [today(), shiftDay(today(), -1)]
      return keys.some((key) => days.some((day) => isSameSecret(token, tokenOf(key, day))))
    },
  }
}
export type MemberTokens = ReturnType<typeof memberTokens>
