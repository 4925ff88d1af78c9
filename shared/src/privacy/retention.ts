import * as z from 'zod/mini'

/** Six months. Source: Cybersecurity Law, network logs; nothing that is set may be shorter for logs and audit. */
export const LOG_FLOOR_DAYS = 183

/** Why something is kept, and so how long. Append, never rename: proofs of purges are stored with these words. */
export const retentionClasses = [
  /** Audit, timelines, roles, seals: what happened and who answered for it. Append-only; the application removes none. */
  'evidence',
  /** Requests and who was asked: the evidence speaks of them. */
  'request',
  /** Sign-ins, callbacks, readings of the directory. */
  'log',
  /** Members and departments as WeCom shows them. */
  'mirror',
  /** Details of people by which they are reached; gone some time after they left. */
  'contact',
  /** Messages and jobs that are done, links that are used. */
  'transient',
  /** Keys to the names in evidence, and what would tell them; destroyed some time after their people left. */
  'signer',
  /** What the management department set. */
  'setting',
  /** Tokens and states of the machinery; each replaces the one before. */
  'technical',
] as const
export type RetentionClass = (typeof retentionClasses)[number]

const days = (floor: number) => z.int().check(z.minimum(floor), z.maximum(3650))

/** What the daily purge removes, in days after its time was over. The floor is in the schema: below it, nothing is stored. */
export const retentionDays = z.strictObject({
  log: days(LOG_FLOOR_DAYS),
  contact: days(1),
  transient: days(7),
  // Longer than the year in which who left may go to arbitration (Labour Dispute Mediation and Arbitration Law, 27).
  signer: z._default(days(1), 400),
})
export type RetentionDays = z.infer<typeof retentionDays>
export type PurgedClass = keyof RetentionDays

export const defaultRetention: RetentionDays = { log: 400, contact: 90, transient: 30, signer: 400 }

export const privacyView = z.object({
  /** Names of the people who answer questions. */
  contacts: z.array(z.string()),
  days: z.object({ log: z.int(), contact: z.int(), transient: z.int(), signer: z.int() }),
})
export type PrivacyView = z.infer<typeof privacyView>
