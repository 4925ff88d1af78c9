import { createHash } from 'node:crypto'

/**
 * Longer than any field allows, without repetition: a repeated character would be compressed to a few bytes, which fit
 * into an index.
 */
const long = Array.from({ length: 10_000 }, (_, index) =>
  String.fromCodePoint(0x4e00 + (createHash('sha256').update(String(index)).digest().readUInt16BE() % 20_000)),
).join('')
const [yearZero, yearLast, yearTooLate] = [
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
]

/** For a field of any text: values that no column accepts, and invalid numbers and times. */
export const hostileTexts: readonly string[] = ['a\0b', '\ud800', long, '-1', '2147483648', yearZero, yearLast]

/** For a field with a pattern: values that may match it. */
export const hostilePatterned: readonly string[] = [
  ...hostileTexts,
  '0',
  '999999999',
  '9999999999',
  '999999999999999',
  '0000-01-01',
  '9999-12-31',
]

/** For numbers, lists and tables of JSON. */
export const hostileOthers: readonly unknown[] = [-1, 0, 2 ** 31 - 1, 2 ** 31, 2 ** 53 - 1, 1e300, [], {}]

const base64url = (text: string) => Buffer.from(text).toString('base64url')
const forgedPositions = [
  [yearZero, 'req_0000000000'],
  [yearTooLate, 'req_0000000000'],
  ['2026-03-17T02:00:00.000Z', 'a\0b'],
  ['a\0b', '\ud800'],
] as const

/** Forged list cursors, in each format of a cursor. */
export const forgedCursors: readonly string[] = [
  ...forgedPositions.flatMap(([at, id]) =>
    [JSON.stringify([at, id]), JSON.stringify(['nameKey', at, id]), `${at} ${id}`].map(base64url),
  ),
  ...[null, 1, [1, 2], [2 ** 31, 'x'], {}].map((value) => base64url(JSON.stringify(value))),
  ...['2147483648', '9999999999'].flatMap((number) => [`${number}:`, `${number}:limin`]),
  base64url('\0'),
]

/** Malformed URL escapes: invalid ones, and bytes that are not UTF-8. */
export const hostileEscapes: readonly string[] = ['%00', 'a%00b', '%ED%A0%80', '%', '%2F', '%E0%A4%A']

/** Returns whether the text is valid in a header: one line of visible characters. */
export const isHeaderValue = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

const ownCookies = [
  ...['desk_session', 'desk_state', 'desk_known', 'desk_gate', 'desk_watch', 'desk_room'],
  ...['desk_lang', 'desk_theme', 'desk_mode'],
]
/** All cookies of this app with the same hostile value. They replace valid ones, so these calls have no session. */
export const hostileCookies: readonly string[] = ['%00', '%ED%A0%80', '%', '-1', '2147483648', 'x'.repeat(4_000)].map(
  (value) => ownCookies.map((name) => `${name}=${value}`).join('; '),
)
