import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { idSchema, type PolicyId } from '@desk/shared/kernel/ids'
import { openAuditLogKey } from '../adapters/audit-log-key-file.ts'
import { randomIds } from '../adapters/random-ids.ts'
import { systemClock } from '../adapters/system-clock.ts'
import { readLogConfig } from '../config/env.ts'
import { exportBundle } from '../features/policies/evidence/bundle/export-bundle.ts'
import { noFailPoints } from '../ports/fail-points.ts'
import { withExistingDatabase } from './cli-support.ts'

const options = { policy: { type: 'string' }, day: { type: 'string' }, out: { type: 'string' } } as const
/** The exporter that the records name: a command runs without a signed-in person. */
const BY = 'system:operator'

/** Exports evidence into a file. The database must have been migrated. */
export async function exportEvidenceFile(args: readonly string[], usage: string): Promise<number> {
  const { policy, day, out } = parseArgs({ args: [...args], options }).values
  const id = policy === 'all' ? policy : idSchema('policy').safeParse(policy).data
  if (id === undefined || out === undefined || (day !== undefined && !/^\d{4}-\d\d-\d\d$/.test(day))) {
    console.error(usage)
    return 2
  }
  const config = readLogConfig(process.env)
  // Written whole before it gets its name, so that a file of that name is complete.
  const unfinished = `${out}.part`
  try {
    await withExistingDatabase(async ({ db }) => {
      const auditLogKey = await openAuditLogKey(config)
      const deps = { ...commandDeps(config), db, auditLogKey }
      const parts = exportBundle(deps, { policy: id as PolicyId | 'all', day }, BY, progressPrinter())
      await pipeline(parts, createWriteStream(unfinished, { mode: 0o600 }))
    })
    await rename(unfinished, out)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  const { size } = await stat(out)
  console.log(`${out}: ${String(Math.ceil(size / 1024))} KB. Verify it: npm run audit -- verify-file ${out}`)
  return 0
}

const PROGRESS_MS = 5_000

/** Returns a function that prints how far a long export is, at most once per `PROGRESS_MS`. */
function progressPrinter(): (done: number, total: number) => void {
  let printedAt = Date.now()
  return (done, total) => {
    if (Date.now() - printedAt < PROGRESS_MS) return
    printedAt = Date.now()
    console.error(`${String(Math.floor((100 * done) / total))} % of ${String(total)} lines`)
  }
}

const commandDeps = ({ PUBLIC_URL, TZ_BUSINESS }: ReturnType<typeof readLogConfig>) => ({
  clock: systemClock,
  ids: randomIds(systemClock),
  failPoints: noFailPoints,
  log: {
    info: () => {},
    warn: (_fields: object, text: string) => console.error(text),
    error: (_fields: object, text: string) => console.error(text),
  },
  site: {
    publicUrl: PUBLIC_URL,
    corpId: '',
    agentId: 0,
    hasAppCallback: false,
    hasContactsCallback: false,
    hasContactsSecret: false,
    hasTimeStamps: false,
    timeZone: TZ_BUSINESS,
    undoMs: 0,
    firstHolders: { ops: [], ops_lead: [], hr: [], auditor: [] },
  },
})
