import { createHash } from 'node:crypto'

/** More than any field takes, and all different: ten thousand times the same is packed into a few bytes, which fit into an index. */
const long = Array.from({ length: 10_000 }, (_, at) =>
  String.fromCodePoint(0x4e00 + (createHash('sha256').update(String(at)).digest().readUInt16BE() % 20_000)),
).join('')
const [yearZero, yearLast, yearTooLate] = [
  '0000-01-01T00:00:00.000Z',
  '9999-12-31T23:59:59.999Z',
  '+275760-09-13T00:00:00.000Z',
]

/** For a field that takes any text: what no column takes, and what is no number and no time of ours. */
export const hostileTexts: readonly string[] = ['a\0b', '\ud800', long, '-1', '2147483648', yearZero, yearLast]

/** For a field with a pattern: what may just fit it. */
export const hostilePatterned: readonly string[] = [
  ...hostileTexts,
  ...['0', '999999999', '9999999999', '999999999999999', '0000-01-01', '9999-12-31'],
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

/** Places in lists that we never handed out, in each form in which we write one. */
export const forgedCursors: readonly string[] = [
  ...forgedPositions.flatMap(([at, id]) =>
    [JSON.stringify([at, id]), JSON.stringify(['nameKey', at, id]), `${at} ${id}`].map(base64url),
  ),
  ...[null, 1, [1, 2], [2 ** 31, 'x'], {}].map((value) => base64url(JSON.stringify(value))),
  ...['2147483648', '9999999999'].flatMap((number) => [`${number}:`, `${number}:limin`]),
  base64url('\0'),
]

/** In an address as a client would never write it: escapes that are none, and bytes that are no UTF-8. */
export const hostileEscapes: readonly string[] = ['%00', 'a%00b', '%ED%A0%80', '%', '%2F', '%E0%A4%A']

/** What a header may carry at all: one line of visible signs. */
export const isHeaderValue = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

const ownCookies = ['desk_session', 'desk_browser', 'desk_gate', 'desk_watch', 'desk_lang', 'desk_theme', 'desk_mode']
/** All of ours with the same in each. A browser is asked for one that it has, so these come from nobody. */
export const hostileCookies: readonly string[] = ['%00', '%ED%A0%80', '%', '-1', '2147483648', 'x'.repeat(4_000)].map(
  (value) => ownCookies.map((name) => `${name}=${value}`).join('; '),
)
