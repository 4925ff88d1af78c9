import type { Role } from '@desk/shared/identity/actor'
import type { HolidayTable } from '@desk/shared/kernel/working-calendar'
import type { Database } from '../db/database.ts'
import type { Emit } from '../domain-events/domain-events.ts'
import type { AuditLogKey } from '../ports/audit-log-key.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { FailPoints } from '../ports/fail-points.ts'
import type { Images } from '../ports/images.ts'
import type { IdSource } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { Storage } from '../ports/storage.ts'
import type { Wecom } from '../ports/wecom.ts'
import type { UntrustedProxyDetector } from './untrusted-proxy-detector.ts'

/** Dependencies of use cases. Each takes only what it uses: `Pick<Deps, 'db' | 'clock'>`, or a named part of it. */
export type Deps = {
  db: Database
  clock: Clock
  ids: IdSource
  log: Log
  wecom: Wecom
  failPoints: FailPoints
  /** Calls the subscribers of a domain event, in the same transaction. */
  emit: Emit
  storage: Storage
  /** Key of the evidence log, and the checkpoint signed last. */
  auditLogKey: AuditLogKey
  /** Uploaded files. */
  blobs: BlobStore
  images: Images
  /** Public holidays, from the package that lists them; the exceptions of ops are in the database. */
  holidays: HolidayTable
  proxy: UntrustedProxyDetector
  /** Facts of this installation that use cases need; the rest of the configuration stays in the composition root. */
  site: Site
  /**
   * Set after a restore, when the database is older than WeCom: pending jobs may have been done, and people notified of
   * them.
   */
  afterRestore?: AfterRestore
}

/** Dependencies for the present calendar day. */
export type DayDeps = Pick<Deps, 'clock' | 'site'>

/** Dependencies for writing a record. */
export type RecordDeps = Pick<Deps, 'clock' | 'ids'>

/** Dependencies for reading: roles and due dates depend on the day. */
export type ReadDeps = DayDeps & Pick<Deps, 'db'>

/** Dependencies of jobs that take long. */
export type Stoppable = {
  /** Aborted when the server stops: the job stops between two steps, and the next run continues. */
  signal?: AbortSignal | undefined
}

export type AfterRestore = {
  /** Whether notifications are suppressed, since they may have been sent before the restore. */
  suppressesNotifications(): boolean
  /** Whether WeCom is queried before the first attempt too, as before each later one. */
  asksFirst: boolean
}

export type Site = {
  /** Without a trailing slash. */
  publicUrl: string
  corpId: string
  agentId: number
  /** False: cards are sent without buttons, since WeCom refuses them (43012). */
  hasAppCallback: boolean
  hasContactsCallback: boolean
  /** False: changes of the directory are made manually. */
  hasContactsSecret: boolean
  /** Whether daily checkpoints get a time stamp (TSA_URL). */
  hasTimeStamps: boolean
  /** Time zone of calendar days. */
  timeZone: string
  /** How long a decision can be undone; 0: never. */
  undoMs: number
  /** Initial holders, from the environment, of roles that no member ever held. */
  firstHolders: FirstHolders
}

/** Without `compliance` and `incident_handler`, which only an ops lead grants. */
export type FirstHolders = Readonly<Record<Exclude<Role, 'compliance' | 'incident_handler'>, readonly string[]>>
