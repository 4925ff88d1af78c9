import { deskCases } from '@desk/server/testing/database/large-cases'
import { confirmationStatements } from '@desk/server/testing/database/large-confirmation'
import { largeDesk, pastStatements } from '@desk/server/testing/database/large-desk'
import { roleStatements } from '@desk/server/testing/database/large-policy-company'
import { loadavg } from 'node:os'
import { numberOption, textOption } from '../faults/run-options.ts'
import { type Figure, percentile, report, rounded } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { until } from '../lib/wait-until.ts'
import { boardViews, type DeskView, deskViews } from './desk-views.ts'
import { createPolicyEnvironment, type PolicyEnvironment } from './policy-environment.ts'

// Compares the pages of the desk of a large company with those of a small one, in turns, so that noise affects both.

const SMALL = 10_000
/** Members of the company whose board is measured, and of that for the other pages. 0 leaves a part out. */
const BOARD_MEMBERS = numberOption('members', 1_000_000)
const PAGE_MEMBERS = numberOption('people', 100_000)
const READS = numberOption('reads', 200)
/**
 * Reads of a view that is above its goal after `READS`, since the p95 of so few reads is above it by chance now and then. Its figures
 * are of all reads: the best of several runs would hide a slow view.
 */
const READS_IN_DOUBT = 3 * READS
/** Measures only views whose names contain one of these texts, which are separated by commas. */
const ONLY = (textOption('only') ?? '').split(',')
const WARM_UP = 5
/** Every fifth person has signed. Both companies have too many signatures to be plotted by the minute. */
const SIGNS_EVERY = 5
const PAGE_POLICIES = 20
const RATIO = 1.2
/** The job that commits rosters runs every minute. */
const COMMITTING_MS = 180_000
/** Twice what sealing a million entries takes at the rate of the evidence bench; policies are counted meanwhile. */
const SETTLING_MS = 1_200_000
/** Entries that may remain: the server itself writes some during the wait. */
const UNSEALED_MAX = 100

type Size = { members: number; policies: number; fill: (company: PolicyEnvironment, members: number) => string[] }

async function createCompany(databaseServer: string, { members, policies, fill }: Size): Promise<PolicyEnvironment> {
  const company = await createPolicyEnvironment(databaseServer, {
    members,
    policies,
    signatures: (members / SIGNS_EVERY) * policies,
    signsEvery: SIGNS_EVERY,
    isCounted: true,
  })
  const began = performance.now()
  for (const statement of fill(company, members)) await company.database.query(statement)
  await whenSettled(company)
  const seconds = company.filledSeconds + (performance.now() - began) / 1000
  console.log(
    `A company of ${String(members)} with ${String(policies)} policies is filled in ${String(rounded(seconds, 2))} s.`,
  )
  return company
}

/**
 * Waits until the evidence log has nearly every entry, as in a company whose entries came one by one, and until nothing is left to
 * count: a page counts a part of what is left, and a larger company would be measured while it still counts.
 */
const whenSettled = ({ database }: PolicyEnvironment) =>
  until(
    'the end of sealing and counting',
    async () => {
      const [row] = await database.query<{ entries: number; recounts: number }>(
        `select (select count(*)::int from audit_entries
             where seq > coalesce((select max(last_seq) from audit_log_batches), 0)) as entries,
           (select count(*)::int from policy_recounts) as recounts`,
      )
      return row && row.entries < UNSEALED_MAX && row.recounts === 0 ? true : null
    },
    SETTLING_MS,
  )

async function timeOf(company: PolicyEnvironment, { open }: DeskView): Promise<number> {
  // The limit of exports per person is below the number of measured reads.
  await company.database.query('delete from person_limits')
  const began = performance.now()
  await open(company)
  return performance.now() - began
}

type Pair = { small: PolicyEnvironment; large: PolicyEnvironment }

async function compare({ small, large }: Pair, view: DeskView): Promise<Figure[]> {
  const times = { small: [] as number[], large: [] as number[] }
  const percentilesOf = (percent: number) => ({
    small: percentile(times.small, percent),
    large: percentile(times.large, percent),
  })
  const readInTurns = async (reads: number) => {
    while (times.small.length < reads) {
      times.small.push(await timeOf(small, view))
      times.large.push(await timeOf(large, view))
    }
  }
  for (let turn = 0; turn < WARM_UP; turn += 1) for (const company of [small, large]) await timeOf(company, view)
  await readInTurns(READS)
  const { small: smallMs, large: largeMs } = percentilesOf(95)
  if (largeMs > RATIO * smallMs) await readInTurns(READS_IN_DOUBT)
  const [p95, p50] = [percentilesOf(95), percentilesOf(50)]
  const { name } = view
  const reads = times.small.length
  const text = `${name}: ${String(rounded(p95.small, 2))} → ${String(rounded(p95.large, 2))} ms, p95`
  const medians = `median × ${String(rounded(p50.large / p50.small, 2))}`
  const note = reads > READS ? `; ${String(reads)} reads` : ''
  console.log(`${text}, × ${String(rounded(p95.large / p95.small, 2))}; ${medians}${note}`)
  return [
    ...(reads > READS ? [{ what: `${name}, reads`, value: reads, unit: '' }] : []),
    { what: `${name}, p95, small`, value: rounded(p95.small, 2), unit: 'ms' },
    { what: `${name}, p95, large`, value: rounded(p95.large, 2), unit: 'ms' },
    { what: `${name}, median, large against small`, value: rounded(p50.large / p50.small, 2), unit: '×' },
    { what: `${name}, p95, large against small`, value: rounded(p95.large / p95.small, 2), unit: '×', goal: RATIO },
  ]
}

// A view that fails, as when the answer takes too long, misses its goal and does not end the run.
const tryToCompare = (pair: Pair, view: DeskView): Promise<Figure[]> =>
  compare(pair, view).catch((error: unknown) => {
    console.error(error)
    return [{ what: `${view.name}, failed`, value: Number.POSITIVE_INFINITY, unit: '×', goal: RATIO }]
  })

/**
 * Reads a board while the roster of another policy is committed, and returns the duration of both. They have no goal: they show
 * what everyone experiences in the minute after a publication.
 */
async function readDuringCommit(company: PolicyEnvironment, members: number): Promise<Figure[]> {
  await company.publishOne()
  const isCommitting = async () => {
    const [row] = await company.database.query<{ n: number }>(
      `select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and xact_start < now() - interval '1 second'`,
    )
    return (row?.n ?? 0) > 0
  }
  await until('the commitment of a roster', async () => ((await isCommitting()) ? true : null), COMMITTING_MS)
  const began = performance.now()
  const times: number[] = []
  while (await isCommitting()) times.push(await timeOf(company, boardViews[0]!))
  await company.whenCommitted()
  const name = `${String(members)}: while a roster is committed`
  return [
    { what: `${name}, seconds`, value: rounded((performance.now() - began) / 1000, 2), unit: 's' },
    { what: `${name}, board today, p95`, value: rounded(percentile(times, 95), 2), unit: 'ms' },
  ]
}

async function measure(large: Size, views: readonly DeskView[]): Promise<Figure[]> {
  const companies = [
    await createCompany(postgres.url, { ...large, members: SMALL }),
    await createCompany(postgres.url, large),
  ] as const
  const figures: Figure[] = []
  for (const view of views)
    if (ONLY.some((text) => view.name.includes(text)))
      figures.push(...(await tryToCompare({ small: companies[0], large: companies[1] }, view)))
  if (large.policies > 1 && ONLY.includes('')) figures.push(...(await readDuringCommit(companies[1], large.members)))
  for (const company of companies) await company.stop()
  return figures
}

const postgres = await startPostgres({ durable: true })
const figures: Figure[] = []
if (BOARD_MEMBERS > 0) {
  const fill = ({ ids }: PolicyEnvironment) => [...pastStatements(ids[0]!), ...confirmationStatements, 'vacuum analyze']
  const board = await measure({ members: BOARD_MEMBERS, policies: 1, fill }, boardViews)
  figures.push(...board.map((figure) => ({ ...figure, what: `${String(BOARD_MEMBERS)}: ${figure.what}` })))
}
if (PAGE_MEMBERS > 0) {
  const fill = ({ ids }: PolicyEnvironment, members: number) => [
    ...ids.slice(0, 2).flatMap(pastStatements),
    ...roleStatements,
    ...confirmationStatements,
    ...deskCases('chenhaiyan'),
    ...largeDesk({ members, prefix: 'm', policyId: ids[0]! }),
  ]
  const pages = await measure({ members: PAGE_MEMBERS, policies: PAGE_POLICIES, fill }, deskViews)
  figures.push(...pages.map((figure) => ({ ...figure, what: `${String(PAGE_MEMBERS)}: ${figure.what}` })))
}
figures.push({ what: 'load average (1 minute)', value: rounded(loadavg()[0] ?? 0, 2), unit: '' })
await postgres.stop()
process.exit(report('desk', figures, {}))
