import * as z from 'zod/mini'
import { hasInvisibleCharacters, lineOfText } from '../kernel/plain-text.ts'
import { lengthOf } from '../kernel/text-length.ts'
import { wholeNumber } from '../kernel/whole-number.ts'
import { audience } from './audience.ts'
import { dutyHolders } from './duties.ts'
import { FILES_PER_POLICY, policyFile } from './policy-files.ts'

const required = (max: number) => lineOfText(max).check(z.minLength(1, { error: 'text.required' }))

/** Returns the schema of a text of several lines; line breaks are the only control characters. */
export const plainLines = (max: number) =>
  z.pipe(
    z.string().check(z.maxLength(max * 4)),
    z.pipe(
      z.transform((text: string) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim()),
      z.string().check(
        z.refine((text) => !hasInvisibleCharacters(text.replaceAll('\n', '')), { error: 'text.unseen_signs' }),
        z.refine((text) => lengthOf(text) <= max, { error: 'text.too_long' }),
      ),
    ),
  )

const clauseContent = z.strictObject({ title: required(60), body: plainLines(4000), why: lineOfText(200) })

/** Identifies a clause across versions. It is not shown and never changes. */
const clauseId = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,15}$/))

const draftClause = z.strictObject({
  id: clauseId,
  no: required(12),
  zh: clauseContent,
  en: z.nullable(clauseContent),
  /** Whose duty the clause describes. Others need not read it before their first signature, but sign it. */
  dutyOf: z.optional(z.enum(dutyHolders)),
})
export type DraftClause = z.infer<typeof draftClause>

const documentContent = z.strictObject({
  title: required(40),
  /** The statement to which the signer agrees; part of the evidence. */
  consent: required(200),
})

export const policyDraft = z
  .strictObject({
    zh: documentContent,
    en: z.nullable(documentContent),
    clauses: z.array(draftClause).check(z.minLength(1), z.maxLength(100)),
    audience,
    daysToSign: wholeNumber(1, 90),
    /** Days to sign for people who join or return later, have to sign again, or whose exemption ends; see `dueAtOf`. */
    joinerDays: wholeNumber(1, 90),
    /** Months after which a person signs the same text again; null or absent: never. */
    reaffirmMonths: z.optional(z.nullable(wholeNumber(1, 60))),
    remindEveryDays: wholeNumber(1, 30),
    signing: z.enum(['tick', 'typed_name']),
    /**
     * Whether people who have not signed it can submit no request but one for an exemption, and whether the access gate, while
     * it is on, stops those past the due date. A lost device can always be reported.
     */
    isBeforeUse: z._default(z.boolean(), false),
    files: z._default(z.array(policyFile).check(z.maxLength(FILES_PER_POLICY)), []),
  })
  .check(
    z.refine(({ clauses }) => new Set(clauses.map(({ id }) => id)).size === clauses.length, {
      error: 'policy.clause_twice',
      path: ['clauses'],
    }),
    z.refine(({ en, clauses }) => clauses.every((clause) => (clause.en === null) === (en === null)), {
      error: 'policy.language_incomplete',
      path: ['en'],
    }),
  )
export type PolicyDraft = z.infer<typeof policyDraft>
