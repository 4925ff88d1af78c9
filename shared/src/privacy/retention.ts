import * as z from 'zod/mini'
import { REOPEN_DAYS } from '../incidents/incident-states.ts'
import { wholeNumber } from '../kernel/whole-number.ts'

/** Minimum retention of logs and the audit log: six months. Source: Cybersecurity Law, network logs. */
export const LOG_FLOOR_DAYS = 183

/** Retention classes. Append, never rename: purge records store these names. */
export const retentionClasses = [
  /** Audit, timelines, roles, policies, signatures, confirmations. Never deleted, but for policy files that no version names. */
  'evidence',
  /** Requests and their approvers, which evidence refers to. */
  'request',
  /** Sign-ins, callbacks, directory syncs. */
  'log',
  /** Members and departments synced from WeCom. */
  'mirror',
  /** Contact data of members; deleted some time after they left. */
  'contact',
  /** Sent messages, completed jobs, used links. */
  'transient',
  /** Keys to the names in evidence, and data that would reveal them; deleted some time after the members left. */
  'signer',
  /** Settings by ops. */
  'setting',
  /** Tokens and technical state; each value replaces the previous one. */
  'technical',
  /** Reported incidents with their messages and pictures, and violations in groups; deleted some time after they ended. */
  'incident',
] as const
export type RetentionClass = (typeof retentionClasses)[number]

/** Ten years. */
const MAX_DAYS = 3650

const days = (floor: number) => wholeNumber(floor, MAX_DAYS)

/** Days after expiry when the daily purge deletes a class. The schema refuses values below the minimum. */
export const retentionDays = z.strictObject({
  log: days(LOG_FLOOR_DAYS),
  contact: days(1),
  transient: days(7),
  // Exceeds the year within which former employees can apply for arbitration (Labour Dispute Mediation and Arbitration Law, 27).
  signer: z._default(days(1), 400),
  // At least as long as a reporter can reopen a closed incident.
  incident: z._default(days(REOPEN_DAYS), 1095),
})
export type RetentionDays = z.infer<typeof retentionDays>
export type PurgedClass = keyof RetentionDays

export const defaultRetention: RetentionDays = { log: 400, contact: 90, transient: 30, signer: 400, incident: 1095 }

export const privacyView = z.object({
  /** Names of the privacy contacts. */
  contacts: z.array(z.string()),
  days: z.object({ log: z.int(), contact: z.int(), transient: z.int(), signer: z.int(), incident: z.int() }),
})
export type PrivacyView = z.infer<typeof privacyView>
