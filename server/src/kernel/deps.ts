import type { Role } from '@desk/shared/identity/actor'
import type { HolidayTable } from '@desk/shared/kernel/working-calendar'
import type { Database } from '../db/database.ts'
import type { Emit } from '../domain-events/domain-events.ts'
import type { AnchorFile } from '../ports/anchor-file.ts'
import type { BlobStore } from '../ports/blob-store.ts'
import type { Clock } from '../ports/clock.ts'
import type { FailPoints } from '../ports/fail-points.ts'
import type { Images } from '../ports/images.ts'
import type { IdSource } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { Storage } from '../ports/disk-space.ts'
import type { Wecom } from '../ports/wecom.ts'
import type { ProxyWatch } from './untrusted-proxy-detector.ts'

/** What use cases may touch. Each takes only what it uses: `Pick<Deps, 'db' | 'clock'>`, or a named part of it. */
export type Deps = {
  db: Database
  clock: Clock
  ids: IdSource
  log: Log
  wecom: Wecom
  failPoints: FailPoints
  /** Tells whoever subscribes to a domain event, in the same transaction. */
  emit: Emit
  storage: Storage
  /** Heads of the audit chain, kept beside the database. */
  anchorFile: AnchorFile
  /** Files that people sent. */
  blobs: BlobStore
  images: Images
  /** Public days off, from the package that lists them; what ops know better is in the database. */
  holidays: HolidayTable
  proxy: ProxyWatch
  /** Facts of this installation that use cases need; the rest of the configuration stays in the composition root. */
  site: Site
  /** Set where the database is older than WeCom: what is due may have been done, and people told of it. */
  afterRestore?: AfterRestore
}

/** What is needed to know which day it is here. */
export type DayDeps = Pick<Deps, 'clock' | 'site'>

/** What leaving a record takes. */
export type RecordDeps = Pick<Deps, 'clock' | 'ids'>

/** What reading takes: roles and due dates hang on the day. */
export type ReadDeps = DayDeps & Pick<Deps, 'db'>

export type AfterRestore = {
  /** Whether nobody is told anything now: it was told in the world that the database forgot. */
  isQuiet(): boolean
  /** WeCom is asked before a first try too. */
  asksFirst: boolean
}

export type Site = {
  /** Without a trailing slash. */
  publicUrl: string
  corpId: string
  agentId: number
  /** False: cards go out without buttons, since WeCom refuses them (43012). */
  hasAppCallback: boolean
  hasContactsCallback: boolean
  /** False: changes of the directory are made by hand. */
  hasContactsSecret: boolean
  /** Where calendar days begin. */
  timeZone: string
  /** How long a decision can be taken back; 0: never. */
  undoMs: number
  /** Who the environment names for a role that nobody of this company ever held. */
  firstHolders: FirstHolders
}

export type FirstHolders = Readonly<Record<Role, readonly string[]>>
