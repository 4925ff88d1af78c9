import { randomInt } from 'node:crypto'
import { makeId } from '@desk/shared/kernel/ids'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/ids.ts'

/** Crockford's base 32: no i, l, o, u. */
const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

const draw = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')

/** Encodes 50 bits of milliseconds: ids sort by creation time, which keeps index pages together. */
const timePrefix = (at: Date) =>
  Array.from({ length: 10 }, (_, place) => BASE32[Math.floor(at.getTime() / 32 ** (9 - place)) % 32]).join('')

/**
 * Creates ids of a prefix and 20 characters (time, then 50 random bits), readable codes of 40 random bits and tokens of
 * 190, from the system's random source.
 */
export function randomIds(clock: Clock): IdSource {
  return {
    next: (kind) => makeId(kind, timePrefix(clock.now()) + draw(BASE32, 10)),
    readableCode() {
      const characters = draw(BASE32, 8).toUpperCase()
      return `${characters.slice(0, 4)}-${characters.slice(4)}`
    },
    token: () => draw(ALPHANUMERIC, 32),
  }
}
