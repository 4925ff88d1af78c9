import { openPostgres } from '@desk/server/db/open-postgres'
import { measureLog, measureSealingDuringWrites } from '@desk/server/testing/database/large-log'
import { type Figure, percentile, report, rounded } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { createTestDatabase } from '../lib/test-database.ts'
import { pathInRepository } from '../lib/repository-paths.ts'

const ENTRIES = Number(process.argv[2] ?? 1_000_000)
/** The goal for making one proof from a log of a million entries. */
const MAX_PROOF_MS = 20
const PROOFS = 200
/** How long signatures are written while they are sealed. */
const WRITING_SECONDS = 30
/** The sealer has to keep up with 2,000 signatures a second, and may slow their writers by a tenth. */
const MAX_SEAL_MS = 1_000
const MAX_WRITE_MS = 1_100

const postgres = await startPostgres({ durable: true })
const database = await createTestDatabase(postgres.url, 'evidence')
const opened = openPostgres(database.url, pathInRepository('server/drizzle'), () => {})
await opened.migrate()
const { sealed, sealSeconds, proofMs } = await measureLog(opened.db, { entries: ENTRIES, proofs: PROOFS })
const concurrent = await measureSealingDuringWrites(opened.db, WRITING_SECONDS)
await opened.close()
await database.drop()
await postgres.stop()

const figures: Figure[] = [
  { what: 'entries', value: sealed, unit: '' },
  { what: 'sealed a second', value: Math.round(sealed / sealSeconds), unit: '/s' },
  {
    what: 'time of 2,000 entries',
    value: rounded((2_000 * sealSeconds * 1000) / sealed, 2),
    unit: 'ms',
    goal: MAX_SEAL_MS,
  },
  {
    what: 'written a second while the sealer runs',
    value: Math.round(concurrent.written / concurrent.writeSeconds),
    unit: '/s',
  },
  {
    what: 'time of 2,000 entries, written while the sealer runs',
    value: rounded((2_000 * concurrent.writeSeconds * 1000) / concurrent.written, 2),
    unit: 'ms',
    goal: MAX_WRITE_MS,
  },
  {
    what: 'time of 2,000 entries, sealed while others write',
    value: rounded((2_000 * concurrent.sealSeconds * 1000) / concurrent.sealed, 2),
    unit: 'ms',
    goal: MAX_SEAL_MS,
  },
  { what: 'all sealed after the last write', value: rounded(concurrent.lagSeconds, 2), unit: 's', goal: 10 },
  { what: 'a proof, median', value: rounded(percentile(proofMs, 50), 2), unit: 'ms', goal: MAX_PROOF_MS },
  { what: 'a proof, 95 %', value: rounded(percentile(proofMs, 95), 2), unit: 'ms', goal: MAX_PROOF_MS },
]
process.exit(report('evidence', figures, { postgresql: '18' }))
