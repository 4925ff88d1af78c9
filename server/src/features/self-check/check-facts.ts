import type { AppDescription } from '../../ports/wecom.ts'

/** What came of asking WeCom: an answer, or why there is none. `ip` is the address it saw, where the refusal names one. */
export type Probe<Value> =
  { kind: 'answer'; value: Value } | { kind: 'refused'; errcode: number; ip: string | null } | { kind: 'unreachable' }

/** Everything that the self-check judges. Gathered first, judged then: the judging needs no network. */
export type CheckFacts = {
  now: Date
  publicUrl: string
  timeZone: string
  databaseVersion: string
  /** Room for the database; `freeBytes` null: it is a server, whose disk we do not see. */
  storage: { isFull: boolean; freeBytes: number | null }
  /** Requests name their client, and TRUST_PROXY is not set: everybody looks like one address. */
  isProxyForgotten: boolean
  app: Probe<AppDescription>
  tickets: Probe<null>
  tile: Probe<string>
  /** Null: no contacts secret is configured. */
  contacts: Probe<boolean> | null
  clockSkewMs: number | null
  callbacks: Record<'app' | 'contacts', { isConfigured: boolean; lastAt: Date | null }>
  /** When this installation first wrote anything; null: just now. */
  installedAt: Date | null
  roles: {
    hasLead: boolean
    /** Of the environment: userids that are no member's; null: the directory was never read. */
    namesNobody: readonly string[] | null
  }
  /** How many people can be called about a lost phone. */
  onCall: number
  hasPublishedPolicy: boolean
  /** The last year of the table of days off. */
  calendarCoveredUntil: number
  /** Whom the access gate let in unchecked within the last hour. */
  gateOpenings: number
}
