import * as z from 'zod/mini'
import { pageOf } from '../kernel/page.ts'
import { hasInvisibleCharacters } from '../kernel/plain-text.ts'
import { sha256Text } from '../kernel/sha256-text.ts'
import { lengthOf } from '../kernel/text-length.ts'
import { memberWithDepartment } from './member-ref.ts'

/** Maximum length of a name in WeCom (doc 90195). */
const NAME_MAX = 64
const hanCharacter = /\p{Script=Han}/u

/** Returns whether the query has two characters, or one Han character. A shorter query would list the company. */
const isLongEnough = (text: string) => lengthOf(text) >= 2 || hanCharacter.test(text)

/** Query of the member search: a name, its pinyin, or the initials of its syllables. */
export const memberQuery = z.strictObject({
  q: z.pipe(
    z.string().check(z.maxLength(NAME_MAX * 2)),
    z.pipe(
      z.transform((text: string) => text.normalize('NFC').trim()),
      z.string().check(
        z.refine((text) => !hasInvisibleCharacters(text), { error: 'text.unseen_signs' }),
        z.refine((text) => lengthOf(text) <= NAME_MAX, { error: 'text.too_long' }),
        z.refine(isLongEnough, { error: 'search.too_short' }),
      ),
    ),
  ),
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,600}$/))),
})
export type MemberQuery = z.output<typeof memberQuery>

/** Page of members with name and department only. */
export const memberPage = pageOf(memberWithDepartment)
export type MemberPage = z.infer<typeof memberPage>

export const wecomSecretNames = ['agent_token', 'contacts_token'] as const

/** `ok`: no refusal on record. `refused`: WeCom refused the secret; no call is made before `until`. */
const secretView = z.object({
  name: z.enum(wecomSecretNames),
  state: z.enum(['ok', 'refused', 'not_configured']),
  errcode: z.nullable(z.int()),
  until: z.nullable(z.string()),
  /** Addresses of the server that WeCom does not allow for this secret (60020). */
  addresses: z.array(z.string()),
})

export const driftKinds = ['joined', 'left', 'moved', 'renamed', 'leader', 'status', 'position', 'departments'] as const

export const directoryHealth = z.object({
  members: z.int(),
  departments: z.int(),
  /** The last complete sync; null before the first. Times are ISO 8601. */
  last: z.nullable(
    z.object({
      startedAt: z.string(),
      finishedAt: z.string(),
      seconds: z.number(),
      members: z.int(),
      departments: z.int(),
      calls: z.int(),
      /** Number of times the sync was started or resumed; above 1, it was interrupted. */
      claims: z.int(),
    }),
  ),
  /** A sync in progress, or interrupted and waiting to resume; null if none. */
  running: z.nullable(
    z.object({
      startedAt: z.string(),
      done: z.int(),
      departments: z.int(),
      members: z.int(),
      isWorking: z.boolean(),
      lastError: z.nullable(z.string()),
    }),
  ),
  /** Whether ops requested a sync that has not started. */
  isAskedFor: z.boolean(),
  /** Number of changes within the last day, by kind. */
  drift: z.record(z.enum(driftKinds), z.int()),
  callbacks: z.object({ lastDay: z.int(), waiting: z.int(), lastAt: z.nullable(z.string()) }),
  secrets: z.array(secretView),
  /** APIs that are paused after WeCom's rate limit (45009). */
  gates: z.array(z.object({ api: z.string(), until: z.string() })),
  /** Members whom the last sync missed, too many to be marked as left before the ops lead confirms it; null if none. */
  held: z.nullable(
    z.object({
      /** Hash of their userids. */
      key: sha256Text,
      people: z.int(),
      since: z.string(),
      /** The first of them. */
      names: z.array(z.string()),
      isConfirmed: z.boolean(),
    }),
  ),
})
export type DirectoryHealth = z.infer<typeof directoryHealth>

/** Confirms that the members whom a sync missed have left. `key`: who they were on screen. */
export const departuresBody = z.strictObject({ key: sha256Text })
export type DeparturesBody = z.infer<typeof departuresBody>
