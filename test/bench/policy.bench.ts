import type { OneTimeLink } from '@desk/shared/audit/audit-schemas'
import type { ReminderReach } from '@desk/shared/policies/board-schemas'
import { numberOption } from '../faults/run-options.ts'
import { type Figure, percentile, report, rounded } from '../lib/measurement.ts'
import { residentMb } from '../lib/process-memory.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { postOrThrow } from '../lib/publish-policy.ts'
import { measureBaselinePerSecond, measureSigning } from './concurrent-signers.ts'
import { measureEmbeddedSigning } from './policy-embedded.ts'
import { createPolicyEnvironment, type PolicyEnvironment } from './policy-environment.ts'
import { NOT_MEASURED, servingCpuMs, signingCpuFigure } from './signing-cpu.ts'
import { profileSigning } from './signing-profile.ts'

const MEMBERS = numberOption('members', 1_000_000)
const POLICIES = numberOption('policies', 20)
const SIGNATURES = numberOption('signatures', 5_000_000)
const SIGNERS = Math.min(numberOption('signers', 100_000), MEMBERS)
const SMALL = Math.min(10_000, MEMBERS)
/** Number of reads before the measurement: each of the twenty policies once. */
const WARM_UP = 20
const READS = 300
/** Signers on the embedded database. */
const EMBEDDED_SIGNERS = Math.min(SIGNERS, 2_000)
/** Maximum number of recipients per call (doc 90236). */
const MAX_RECIPIENTS = 1_000
/** The goal for the board of the large company, relative to that of the small one. */
const BOARD_RATIO = 2
/** The goals for signing: its share of the driver's throughput, and the CPU time of one signature. */
const THROUGHPUT_SHARE = 0.8
const SIGN_CPU_MS = 0.8
/** The sealer runs each minute; an entry of a transaction that is open then waits for the next run. */
const MAX_SEAL_SECONDS = 120

/** Measures the 95th percentile of opening the board of these policies, in milliseconds. */
async function boardP95(environment: PolicyEnvironment, ids: readonly string[] = environment.ids): Promise<number> {
  const times: number[] = []
  for (let read = -WARM_UP; read < READS; read += 1) {
    const id = ids[Math.abs(read) % ids.length]!
    const began = performance.now()
    await environment.author.get(`/api/policies/${id}/board`)
    if (read >= 0) times.push(performance.now() - began)
  }
  return percentile(times, 95)
}

/** Exports everyone of a policy; returns the maximum memory of the server in MB, the number of lines, and the duration. */
async function exportAll(environment: PolicyEnvironment): Promise<{ mostMb: number; lines: number; seconds: number }> {
  const { path } = await postOrThrow<OneTimeLink>(environment.author, `/api/policies/${environment.ids[0]!}/export`, {
    format: 'csv',
  })
  let [mostMb, lines] = [residentMb(environment.pid) ?? Number.NaN, 0]
  const began = performance.now()
  const response = await fetch(environment.base + path)
  const decoder = new TextDecoder()
  for await (const part of response.body ?? []) {
    lines += decoder.decode(part as Uint8Array, { stream: true }).split('\n').length - 1
    mostMb = Math.max(mostMb, residentMb(environment.pid) ?? Number.NaN)
  }
  return { mostMb, lines, seconds: (performance.now() - began) / 1000 }
}

const postgres = await startPostgres({ durable: true })
const small = await createPolicyEnvironment(postgres.url, {
  members: SMALL,
  policies: POLICIES,
  signatures: Math.min(SIGNATURES, SMALL * 5),
})
const smallBoard = await boardP95(small)
await small.stop()

const environment = await createPolicyEnvironment(postgres.url, {
  members: MEMBERS,
  policies: POLICIES,
  signatures: SIGNATURES,
})
const board = await boardP95(environment)
const beforeExportMb = residentMb(environment.pid) ?? Number.NaN
const first = await exportAll(environment)
// The first export also grows the memory of a new process, so the second one is compared with it.
const exported = await exportAll(environment)
const callsBefore = environment.messageCalls()
const published = await environment.publishOne()
// The messages are sent before the signatures, so that both are measured separately.
const notifyBegan = performance.now()
await environment.whenNotified()
const notifySeconds = (performance.now() - notifyBegan) / 1000
const calls = environment.messageCalls() - callsBefore
const measured = { server: environment.pid, database: postgres.pid }
const cpu = () => servingCpuMs(measured)
const signing = await measureSigning(environment, published.id, SIGNERS, { cpu })
const sealedSeconds = await environment.whenSealed()
const baseline = await measureBaselinePerSecond(environment, published.id, Math.min(SIGNERS, 20_000))
await postOrThrow<ReminderReach>(environment.author, `/api/policies/${published.id}/urge`, {})
await environment.whenNotified()
const remindedBoard = await boardP95(environment, [published.id])
const countBegan = performance.now()
await environment.author.get<ReminderReach>(`/api/policies/${published.id}/reach`)
const countSeconds = (performance.now() - countBegan) / 1000
const dropped = environment.dropped()
const profile =
  signing.cpuMs > SIGN_CPU_MS || signing.perSecond < THROUGHPUT_SHARE * baseline
    ? await profileSigning(environment, {
        policyId: published.id,
        skip: SIGNERS,
        members: MEMBERS,
        databasePid: postgres.pid,
      })
    : []
await environment.stop()
await postgres.stop()
const embedded = await measureEmbeddedSigning(EMBEDDED_SIGNERS)

const figures: Figure[] = [
  { what: 'members', value: MEMBERS, unit: '' },
  { what: 'existing signatures', value: SIGNATURES, unit: '' },
  { what: 'database filled in', value: rounded(environment.filledSeconds), unit: 's' },
  { what: 'signatures counted in', value: rounded(environment.countedSeconds), unit: 's' },
  { what: 'database size', value: environment.diskMb, unit: 'MB' },
  { what: `board of ${String(SMALL)}, p95`, value: rounded(smallBoard), unit: 'ms' },
  { what: `board of ${String(MEMBERS)}, p95`, value: rounded(board), unit: 'ms' },
  { what: 'board, large relative to small', value: rounded(board / smallBoard), unit: '×', goal: BOARD_RATIO },
  {
    what: 'board after everyone was reminded, large relative to small',
    value: rounded(remindedBoard / smallBoard),
    unit: '×',
    goal: BOARD_RATIO,
  },
  { what: 'people who can still be reminded that day counted in', value: rounded(countSeconds), unit: 's' },
  { what: 'publication of a version', value: rounded(published.ms), unit: 'ms', goal: 2_000 },
  { what: 'everyone notified in', value: rounded(notifySeconds), unit: 's' },
  { what: 'lines exported', value: exported.lines, unit: '' },
  { what: 'exported in', value: rounded(exported.seconds), unit: 's' },
  { what: 'memory before an export', value: beforeExportMb, unit: 'MB' },
  { what: 'maximum memory during an export', value: first.mostMb, unit: 'MB' },
  { what: 'memory growth by a second export', value: exported.mostMb - first.mostMb, unit: 'MB', goal: 100 },
  { what: 'signatures per second', value: Math.round(signing.perSecond), unit: '' },
  { what: 'one signature, p95', value: rounded(signing.p95), unit: 'ms' },
  signingCpuFigure(signing.cpuMs, measured, SIGN_CPU_MS),
  {
    what: 'all signatures sealed after the last one',
    value: rounded(sealedSeconds),
    unit: 's',
    goal: MAX_SEAL_SECONDS,
  },
  { what: 'the same rows by the driver alone, per second', value: Math.round(baseline), unit: '' },
  {
    what: 'driver relative to server',
    value: rounded(baseline / signing.perSecond),
    unit: '×',
    goal: 1 / THROUGHPUT_SHARE,
  },
  {
    what: 'throughput relative to the driver, PostgreSQL',
    value: Math.round((100 * signing.perSecond) / baseline),
    unit: '%',
  },
  { what: 'PGlite, signatures per second', value: Math.round(embedded.perSecond), unit: '' },
  { what: 'PGlite, the same rows by the driver alone, per second', value: Math.round(embedded.baseline), unit: '' },
  {
    what: 'throughput relative to the driver, PGlite',
    value: Math.round((100 * embedded.perSecond) / embedded.baseline),
    unit: '%',
  },
  { what: 'calls of message/send', value: calls, unit: '', goal: Math.ceil(MEMBERS / MAX_RECIPIENTS) + 50 },
  { what: 'messages that WeCom dropped', value: dropped, unit: '', goal: 0 },
]
for (const line of profile) console.log(line)
if (measured.database === null) console.log(`The CPU time of the database was ${NOT_MEASURED}.`)
process.exit(report('policy', figures, {}))
