import * as z from 'zod/mini'
import { pageOf } from '../kernel/page.ts'
import { hasInvisibleCharacters, lengthOf } from '../kernel/plain-text.ts'
import { memberWithDepartment } from './member-ref.ts'

/** Longest name WeCom takes (doc 90195). */
const LONGEST = 64
const oneHan = /\p{Script=Han}/u

/** Two signs, or one Chinese one: less would be a list of the company. */
const isEnough = (text: string) => lengthOf(text) >= 2 || oneHan.test(text)

/** What is typed into the search for people: a name, its pinyin, or the first letters of its syllables. */
export const memberQuery = z.strictObject({
  q: z.pipe(
    z.string().check(z.maxLength(LONGEST * 2)),
    z.pipe(
      z.transform((text: string) => text.normalize('NFC').trim()),
      z.string().check(
        z.refine((text) => !hasInvisibleCharacters(text), { error: 'text.unseen_signs' }),
        z.refine((text) => lengthOf(text) <= LONGEST, { error: 'text.too_long' }),
        z.refine(isEnough, { error: 'search.too_short' }),
      ),
    ),
  ),
  after: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,600}$/))),
})
export type MemberQuery = z.output<typeof memberQuery>

/** Colleagues: name and department, nothing else. */
export const memberPage = pageOf(memberWithDepartment)
export type MemberPage = z.infer<typeof memberPage>

export const wecomSecretNames = ['agent_token', 'contacts_token'] as const

/** `ok`: nothing is known against it. `refused`: WeCom does not take it, no call is made until `until`. */
const secretView = z.object({
  name: z.enum(wecomSecretNames),
  state: z.enum(['ok', 'refused', 'not_configured']),
  errcode: z.nullable(z.int()),
  until: z.nullable(z.string()),
  /** Addresses of ours that are not on its list (60020). */
  addresses: z.array(z.string()),
})

export const driftKinds = ['joined', 'left', 'moved', 'renamed', 'leader', 'status', 'position', 'departments'] as const

export const directoryHealth = z.object({
  members: z.int(),
  departments: z.int(),
  /** The last complete reading; null before the first. */
  last: z.nullable(
    z.object({
      startedAt: z.string(),
      finishedAt: z.string(),
      seconds: z.number(),
      members: z.int(),
      departments: z.int(),
      calls: z.int(),
      /** More than 1: it was interrupted and taken up again. */
      claims: z.int(),
    }),
  ),
  /** A reading under way, or waiting to be taken up. */
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
  /** Asked for by a person, and not begun. */
  isAskedFor: z.boolean(),
  /** Changes of the last day, by kind. */
  drift: z.record(z.enum(driftKinds), z.int()),
  callbacks: z.object({ lastDay: z.int(), waiting: z.int(), lastAt: z.nullable(z.string()) }),
  secrets: z.array(secretView),
  /** APIs that WeCom wants fewer calls of (45009). */
  gates: z.array(z.object({ api: z.string(), until: z.string() })),
})
export type DirectoryHealth = z.infer<typeof directoryHealth>
