import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Clock } from '../../../ports/clock.ts'
import { isSameSecret, keyedHash } from '../../../kernel/hash.ts'

/** Long enough for a member to read the page. WeCom's code is valid for five minutes (doc 91022). */
const LIFETIME_MS = 30 * MINUTE_MS

/**
 * Returns functions that make and check seals. A seal binds a consent, and the fields that were shown with it, to one
 * member and campaign for half an hour, without storing anything. `keys`: the first makes seals; seals of each are
 * accepted. A seal has letters and digits only, as WeCom requires of `state` (otherwise error 84025).
 */
export function consentSeals({ clock }: { clock: Clock }, keys: readonly [string, ...string[]]) {
  const hashOf = (key: string, until: string, parts: readonly string[]) =>
    keyedHash(key, ['confirmations.consent', until, ...parts].join(':'))
  return {
    seal(...parts: readonly string[]): string {
      const until = (clock.now().getTime() + LIFETIME_MS).toString(36)
      return `${until}x${hashOf(keys[0], until, parts)}`
    },
    accepts(seal: string, ...parts: readonly string[]): boolean {
      const [, until = '', hash = ''] = /^([a-z0-9]+)x([0-9a-f]{64})$/.exec(seal) ?? []
      return (
        parseInt(until, 36) > clock.now().getTime() && keys.some((key) => isSameSecret(hash, hashOf(key, until, parts)))
      )
    },
  }
}

export type ConsentSeals = ReturnType<typeof consentSeals>
