import type { AddressInfo } from 'node:net'
import { SECOND_MS } from '@desk/shared/kernel/durations'
import { UNDO_MS } from '@desk/shared/requests/model/request-flow'
import { openAuditLogKey } from '../adapters/audit-log-key-file.ts'
import { lastSeenFile } from '../adapters/data-dir-files.ts'
import { personLimitStore } from '../adapters/person-limit-store.ts'
import { databaseBlobs } from '../adapters/database-blobs.ts'
import { holidayTable } from '../adapters/holiday-table.ts'
import { drain, listen } from '../adapters/http-server.ts'
import { workerImages } from '../adapters/images/worker-images.ts'
import { loadWebRenderer } from '../adapters/load-web-renderer.ts'
import { rfc3161 } from '../adapters/rfc3161.ts'
import { pinoLog } from '../adapters/pino-log.ts'
import { randomIds } from '../adapters/random-ids.ts'
import { serveMetrics } from '../adapters/serve-metrics.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { createWecom } from '../adapters/wecom/create-wecom.ts'
import { createSecretCipher } from '../adapters/wecom/secret-cipher.ts'
import { clearUnreadableTokens, tokenCipher } from '../adapters/wecom/token-store.ts'
import { createApp } from './app.ts'
import { receiversOf, siteOf, wecomOptions } from './config-parts.ts'
import { version } from '../../package.json' with { type: 'json' }
import { Registry } from 'prom-client'
import { prometheusTelemetry } from '../adapters/prometheus-telemetry.ts'
import { type Config, hasTencentLogin, isCustomWecomBase } from '../config/env.ts'
import type { OpenDatabase } from '../db/database.ts'
import { openDatabase } from '../db/open-database.ts'
import { inspectDatabase } from '../db/inspect-database.ts'
import { ANSWER_MS, withTotalTimeout } from '../db/statement-timeout.ts'
import { watchOutage } from '../db/watch-outage.ts'
import { watchStorage } from '../db/watch-storage.ts'
import { directoryGauges } from '../features/directory/directory-gauges.ts'
import { grantInitialRoles } from '../features/directory/grant-initial-roles.ts'
import { withDomainEvents } from './event-subscriptions.ts'
import { kinds } from './request-types.ts'
import { clockGauges } from '../features/health/clock-gauges.ts'
import { databaseGauges, storageGauges } from '../features/health/storage-gauges.ts'
import { accessGateGauges } from '../features/lost-device/report/second-factor.ts'
import { outboxGauges } from '../features/outbox-admin/outbox-gauges.ts'
import type { AppDeps } from './app-deps.ts'
import { createFirstViewRecorder } from '../features/policies/signing/record-first-views.ts'
import {
  createPendingPolicyCheck,
  createRequiredSignatureCheck,
} from '../features/policies/signing/required-signature.ts'
import { seedTemplate } from '../features/policies/authoring/seed-template.ts'
import { recordLastSeen, detectRestoredDatabase } from '../features/disaster-recovery/jobs/detect-restored-database.ts'
import { offerOpsClaim } from '../features/roles/claim-ops-lead.ts'
import { verifyFirstHandlers, jobHandlers } from './job-handlers.ts'
import type { PeriodicJob } from '../jobs/run-periodically.ts'
import { untrustedProxyDetector } from '../kernel/untrusted-proxy-detector.ts'
import { startOutboxWorker } from '../outbox/outbox-worker.ts'
import { connectWorker } from '../outbox/wake-worker.ts'
import type { AuditLogKey } from '../ports/audit-log-key.ts'
import type { Clock } from '../ports/clock.ts'
import { type FailPoints, noFailPoints } from '../ports/fail-points.ts'
import type { GaugeSource } from '../ports/gauge-source.ts'
import type { IdSource } from '../ports/ids.ts'
import type { Log } from '../ports/log.ts'
import type { PersonLimits } from '../ports/person-limits.ts'
import { startJobs } from './start-jobs.ts'

export type StartOptions = {
  config: Config
  migrationsFolder: string
  /** Folder of the built web. */
  webDir: string
  /** The embedded database ran out of space and no longer responds; only a restart helps. */
  onDatabaseLost?: () => void
  /** The database was replaced by an older one while the server ran; a restart continues safely. */
  onRestored?: () => void
  /** Replacements of production parts, for other compositions. */
  overrides?: {
    clock?: Clock
    ids?: IdSource
    log?: Log
    failPoints?: FailPoints
    limits?: PersonLimits
    leaseMs?: number
    idleMs?: number
    sealEveryMs?: number
    undoMs?: number
    print?: Print
  }
}

/** Writes to the console and not to the log: for the operator who starts the server. */
type Print = (text: string) => void

export type RunningServer = { url: string; port: number; stop(): Promise<void> }

/** Lease of a job. Another instance takes over the job of a crashed one after this time. */
const LEASE_MS = 30_000
const IDLE_MS = 500

/** Opens and migrates the database, listens, and starts the jobs. Ready at once, even while WeCom is unreachable. */
export async function startServer({
  config,
  migrationsFolder,
  webDir,
  onDatabaseLost = () => {},
  onRestored = () => {},
  overrides = {},
}: StartOptions): Promise<RunningServer> {
  const clock = overrides.clock ?? systemClock
  const storageWatch = watchStorage({
    dataDir: config.DATABASE_URL === undefined ? config.DATA_DIR : null,
    clock,
    log: overrides.log ?? pinoLog(),
    onLost: onDatabaseLost,
  })
  const { storage } = storageWatch
  const outage = watchOutage({ log: storageWatch.log, ping: () => database.ping() })
  const { log } = outage
  const database: OpenDatabase = await openDatabase({
    url: config.DATABASE_URL,
    dataDir: config.DATA_DIR,
    migrationsFolder,
    log,
  })
  let auditLogKey: AuditLogKey
  try {
    auditLogKey = await openAuditLogKey(config)
    const migrations = await database.migrate()
    if (migrations.length > 0) log.info({ migrations }, 'migrated')
  } catch (error) {
    await database.close()
    throw error
  }

  await warnAboutDatabase(database, migrationsFolder, clock, log)

  const build = { version, node: process.version, database: database.isEmbedded ? 'pglite' : 'postgresql' } as const
  const registry = new Registry()
  const telemetry = prometheusTelemetry(registry, build)
  const firstViews = createFirstViewRecorder({ db: database.db, log })
  const { SESSION_SECRET, SESSION_SECRET_PREVIOUS } = config
  const cipher = createSecretCipher([
    SESSION_SECRET,
    ...(SESSION_SECRET_PREVIOUS === undefined ? [] : [SESSION_SECRET_PREVIOUS]),
  ])
  const site = { ...siteOf(config), undoMs: overrides.undoMs ?? UNDO_MS }
  const deps: AppDeps = withDomainEvents({
    db: database.db,
    clock,
    ids: overrides.ids ?? randomIds(clock),
    log,
    failPoints: overrides.failPoints ?? noFailPoints,
    storage,
    holidays: holidayTable(),
    auditLogKey,
    blobs: databaseBlobs(database.db),
    images: workerImages(),
    wecom: createWecom({ ...wecomOptions(config), db: database.db, clock, log, cipher, telemetry }),
    proxy: untrustedProxyDetector(log),
    site,
    kinds,
    findRequiredSignature: createRequiredSignatureCheck({ clock, site }),
    findPendingPolicy: createPendingPolicyCheck({ clock, site }),
    recordFirstView: firstViews.record,
  })
  await clearUnreadableTokens({ db: database.db, clock, cipher: tokenCipher(cipher, wecomOptions(config)) })
  const seen = lastSeenFile(config.DATA_DIR)
  const restored = await detectRestoredDatabase({ ...deps, seen })
  const settleRoles = initialRoleGranter(deps, config, overrides.print)
  await settleRoles()
  await seedTemplate(deps)
  warnAboutCustomPlatform(config, log)

  const handlers = restored === null ? jobHandlers(deps) : verifyFirstHandlers(deps, restored.lastJob)
  const worker = startOutboxWorker(deps, handlers, {
    slots: database.isEmbedded ? 2 : 4,
    leaseMs: overrides.leaseMs ?? LEASE_MS,
    idleMs: overrides.idleMs ?? IDLE_MS,
    waitForDatabase: outage.waitForEnd,
  })
  connectWorker(database.db, worker.wake)
  const web = await loadWebRenderer(webDir)
  let isStopping = false
  const app = createApp(deps, {
    ...web,
    sessionSecret: config.SESSION_SECRET,
    previousSessionSecret: config.SESSION_SECRET_PREVIOUS ?? null,
    oauthBase: config.WECOM_OAUTH_BASE,
    loginBase: config.WECOM_LOGIN_BASE,
    hasLoginPanel: hasTencentLogin(config),
    trustedHops: config.TRUST_PROXY,
    receivers: receiversOf(config),
    verifyFiles: config.WECOM_VERIFY_FILES,
    telemetry,
    limits: overrides.limits ?? personLimitStore(database.db),
    health: { ping: database.ping, workerTickedAt: () => (isStopping ? null : worker.lastPolledAt()) },
  })
  let jobs: PeriodicJob | null = null
  const stopWork = () => Promise.all([jobs?.stop(), worker.stop()])
  const closeDatabase = () =>
    withTotalTimeout(ANSWER_MS, async () => {
      await firstViews.settle()
      await recordLastSeen({ ...deps, seen }).catch(() => {})
      await database.close()
    })
  const gauges = [
    ...accessGateGauges(deps),
    ...clockGauges(deps.wecom),
    ...databaseGauges(database.ping),
    ...storageGauges(storage),
    ...directoryGauges(deps),
    ...outboxGauges(deps),
  ]
  const { server, metrics } = await openPorts(app.fetch, config, { log, gauges, registry }).catch(
    async (error: unknown) => {
      outage.stop()
      await stopWork()
      await closeDatabase()
      throw error
    },
  )
  // Last: the first runs take time, which requests should not wait for.
  jobs = startJobs(deps, {
    handlers,
    seen,
    restored,
    onRestored,
    ...(overrides.sealEveryMs === undefined ? {} : { sealEveryMs: overrides.sealEveryMs }),
    timeStampAuthority: config.TSA_URL === undefined ? null : rfc3161(config.TSA_URL),
    grantInitialRoles: settleRoles,
    waitForDatabase: outage.waitForEnd,
  })
  const { port } = server.address() as AddressInfo
  log.info({ host: config.HOST, port, ...build }, 'listening')
  return {
    port,
    url: `http://${config.HOST}:${port}`,
    async stop() {
      isStopping = true
      outage.stop()
      metrics?.close()
      await Promise.all([drain(server, config.DRAIN_SECONDS * 1000), stopWork()])
      await closeDatabase()
      log.info({}, 'stopped')
    },
  }
}

type Observability = { log: Log; gauges: readonly GaugeSource[]; registry: Registry }

/** Opens the public port, and that of the metrics if one is configured; a failure leaves none open. */
async function openPorts(fetch: Parameters<typeof listen>[0], config: Config, observability: Observability) {
  const { HOST: host, METRICS_PORT: port } = config
  const hasCustomWecomBase = isCustomWecomBase(config)
  const metrics = port === undefined ? null : await serveMetrics({ host, port, hasCustomWecomBase, ...observability })
  try {
    return { metrics, server: await listen(fetch, config) }
  } catch (error) {
    metrics?.close()
    throw error
  }
}

/** Clocks that differ by more are not synchronised, and the order of events depends on the clocks. */
const CLOCKS_DIFFER_MS = 10_000

async function warnAboutDatabase({ db }: OpenDatabase, folder: string, clock: Clock, log: Log): Promise<void> {
  const { newerMigrations, now } = await inspectDatabase(db, folder)
  if (newerMigrations > 0)
    log.warn(
      { newerMigrations, version },
      'the database was migrated by a newer release: a server one release older works with it, older servers do not',
    )
  const aheadMs = clock.now().getTime() - now.getTime()
  if (Math.abs(aheadMs) > CLOCKS_DIFFER_MS)
    log.warn(
      { aheadSeconds: Math.round(aheadMs / SECOND_MS) },
      'the clocks of this server and of the database differ: set up time synchronisation on both',
    )
}

function warnAboutCustomPlatform(config: Config, log: Log): void {
  if (isCustomWecomBase(config)) log.warn({ apiBase: config.WECOM_API_BASE }, 'the WeCom platform is not Tencent’s')
}

/**
 * Grants the roles of the environment to synced members, until the first complete sync. If there is no ops lead then,
 * prints a code with which an operator can become one.
 */
function initialRoleGranter(deps: AppDeps, config: Config, print: Print = (text) => process.stdout.write(`${text}\n`)) {
  let isSettled = false
  return async (): Promise<void> => {
    if (isSettled || !(await grantInitialRoles(deps))) return
    isSettled = true
    const code = await offerOpsClaim(deps, config.SESSION_SECRET)
    if (code !== null) print(claimSentence(config, code))
  }
}

const claimSentence = (config: Config, code: string) =>
  `There is no ops lead. Sign in at ${config.PUBLIC_URL}/auth/claim-ops and enter this code within 30 minutes: ${code}`
