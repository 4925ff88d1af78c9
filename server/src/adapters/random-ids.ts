import { randomBytes } from 'node:crypto'
import { makeId } from '@desk/shared/kernel/ids'
import type { Clock } from '../ports/clock.ts'
import type { IdSource } from '../ports/ids.ts'

/** Crockford's base 32: no i, l, o, u. */
const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz'
const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Draws each character with the same probability, nearly always from one call to the random source. */
function draw(alphabet: string, length: number): string {
  // Higher bytes would make the first characters more frequent.
  const end = 256 - (256 % alphabet.length)
  let drawn = ''
  while (drawn.length < length) {
    const usable = randomBytes(length + 8).filter((byte) => byte < end)
    for (const byte of usable.subarray(0, length - drawn.length)) drawn += alphabet.charAt(byte % alphabet.length)
  }
  return drawn
}

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
