import type { AppDescription } from '../../ports/wecom.ts'
import type { AnchorFacts } from '../audit/anchor-delivery.ts'

/** Result of a call to WeCom, or why it failed. `ip`: the server address that WeCom saw, if the refusal names one. */
export type ProbeResult<Value> =
  { kind: 'answer'; value: Value } | { kind: 'refused'; errcode: number; ip: string | null } | { kind: 'unreachable' }

/** Input of the self-check. It is collected first, so that the evaluation needs no network. */
export type CheckFacts = {
  now: Date
  publicUrl: string
  timeZone: string
  databaseVersion: string
  /** Disk space of the database; `freeBytes` null: the database is on a server whose disk is not visible. */
  storage: { isFull: boolean; freeBytes: number | null }
  /** Requests carry proxy headers while TRUST_PROXY is not set, so that all clients appear as one address. */
  hasUntrustedProxy: boolean
  app: ProbeResult<AppDescription>
  tickets: ProbeResult<null>
  tile: ProbeResult<string>
  /** Whether the contacts secret allows writing; null without a contacts secret. */
  contacts: ProbeResult<boolean> | null
  clockSkewMs: number | null
  callbacks: Record<'app' | 'contacts', { isConfigured: boolean; lastAt: Date | null }>
  /** When this installation wrote its first audit entry; null before that. */
  installedAt: Date | null
  roles: {
    hasLead: boolean
    /** Userids in the environment that belong to no member; null before the first complete sync. */
    unknownHolders: readonly string[] | null
  }
  /** Number of active members on the on-call list for lost devices. */
  onCall: number
  hasPublishedPolicy: boolean
  /** Last year of the public holiday table. */
  calendarCoveredUntil: number
  anchors: AnchorFacts
  /** Unchecked admissions by the access gate within the last hour. */
  uncheckedAdmissions: number
}
