import * as z from 'zod/mini'
import { memberRef } from '../directory/member-ref.ts'
import { useridSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { pageQuery } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { adoptingFlows } from './adopting-flows.ts'

/**
 * What an operation in WeCom's console did: to accounts, or to what this app needs (its secrets, its range). Stored: append, never
 * rename.
 */
export const consoleOperationKinds = ['created', 'changed', 'deleted', 'setup'] as const
export type ConsoleOperationKind = (typeof consoleOperationKinds)[number]

/** Kinds by WeCom's number of the operation (doc 100179). Operations that are not listed are not kept. */
const kindsByNumber: Readonly<Record<number, ConsoleOperationKind>> = {
  14: 'created',
  16: 'created',
  60: 'created',
  61: 'created',
  62: 'created',
  12: 'changed',
  15: 'changed',
  162: 'changed',
  13: 'deleted',
  24: 'deleted',
  176: 'deleted',
  29: 'setup',
  98: 'setup',
  130: 'setup',
  161: 'setup',
  172: 'setup',
  173: 'setup',
  174: 'setup',
  185: 'setup',
}
/** Returns the kind of an operation; null: it is not kept. */
export const kindOfOperation = (number: number): ConsoleOperationKind | null => kindsByNumber[number] ?? null

/** Returns whether an operation is HR's matter too; what this app needs is the management department's alone. */
export const isAboutAccounts = (kind: ConsoleOperationKind): boolean => kind !== 'setup'

const consoleOperation = z.object({
  id: z.int(),
  at: instant,
  operator: memberRef,
  kind: z.enum(consoleOperationKinds),
  /** WeCom's number of the operation. */
  deed: z.int(),
  details: z.string(),
  /** Members whose synced data changed at about that time: whom it may have been about. */
  mayConcern: z.array(memberRef),
  handled: z.nullable(
    z.object({
      at: instant,
      by: memberRef,
      outcome: z.enum(['acknowledged', 'adopted']),
      note: z.string(),
      subject: z.nullable(memberRef),
      flow: z.nullable(z.enum(adoptingFlows)),
    }),
  ),
})
export type ConsoleOperationView = z.infer<typeof consoleOperation>

/** `never`: the log was not read yet. `refused`: WeCom does not let this app read it. */
const logStates = ['never', 'read', 'refused'] as const

export const consoleOperationPage = z.object({
  items: z.array(consoleOperation),
  next: z.nullable(z.string()),
  log: z.object({ state: z.enum(logStates), readAt: z.nullable(instant) }),
  open: z.int(),
  /** Flows that can take an operation over. */
  flows: z.array(z.enum(adoptingFlows)),
})
export type ConsoleOperationPage = z.infer<typeof consoleOperationPage>

export const consoleOperationQuery = z.strictObject({ ...pageQuery.shape, all: z.optional(z.literal('1')) })
export type ConsoleOperationQuery = z.infer<typeof consoleOperationQuery>

const NOTE_MAX = 200
export const acknowledgementBody = z.strictObject({
  note: lineOfText(NOTE_MAX).check(z.minLength(1, { error: 'text.required' })),
})
export type AcknowledgementBody = z.infer<typeof acknowledgementBody>

/** The flow has to be under way for this member already, which the server checks. */
export const adoptionBody = z.strictObject({ flow: z.enum(adoptingFlows), userid: useridSchema })
export type AdoptionBody = z.infer<typeof adoptionBody>
