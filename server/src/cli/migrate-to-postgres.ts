import { systemClock } from '../adapters/system-clock.ts'
import { migrationsFolder, silentLog, requireEmbedded, runCommand } from './cli-support.ts'
import { readDataConfig } from '../config/env.ts'
import { dropPrivilegesToOwner } from '../db/data-dir-owner.ts'
import { openDatabase } from '../db/open-database.ts'
import { moveDatabase, MoveRefusedError, type MoveReport } from './copy-database.ts'

const USAGE = `Usage: DATA_DIR=… DATABASE_URL=postgres://… npm run move
Moves the embedded database of DATA_DIR into the empty PostgreSQL database DATABASE_URL. Stop the server first.`

async function move(): Promise<MoveReport> {
  const { DATABASE_URL, DATA_DIR } = readDataConfig(process.env)
  if (DATABASE_URL === undefined) throw new MoveRefusedError(`DATABASE_URL is missing.\n${USAGE}`)
  requireEmbedded(DATA_DIR)
  dropPrivilegesToOwner(DATA_DIR)
  const options = { dataDir: DATA_DIR, migrationsFolder, log: silentLog }
  const source = await openDatabase(options)
  const target = await openDatabase({ ...options, url: DATABASE_URL })
  try {
    const onTableStart = (name: string) => console.log(`copying ${name} …`)
    return await moveDatabase({ source, target, clock: systemClock, onTableStart })
  } finally {
    await target.close()
    await source.close()
  }
}

function printReport({ tables, source, target }: MoveReport): void {
  const width = Math.max(...tables.map(({ name }) => name.length))
  const printRow = (name: string, ...figures: string[]) =>
    console.log([name.padEnd(width), ...figures.map((figure) => figure.padStart(12))].join('  '))
  console.log('')
  printRow('table', 'moved', 'in target')
  for (const { name, rows } of tables) printRow(name, String(rows), String(rows))
  const total = tables.reduce((sum, { rows }) => sum + rows, 0)
  printRow('all', String(total), String(total))
  console.log(`\nEvery row of ${String(tables.length)} tables was compared, not only counted.`)
  console.log(
    `Evidence log: ${String(source.rows)} entries; in the target: ${String(target.rows)}, same root. ${
      target.isIntact ? 'Intact.' : 'BROKEN in both: npm run audit -- verify names the place.'
    }`,
  )
  console.log(
    'Sending is paused in both. Start the server on PostgreSQL, check it, then resume: 设置 → 消息发送 → 恢复发送.',
  )
}

await runCommand({
  usage: USAGE,
  arguments: [],
  async run() {
    const report = await move()
    printReport(report)
    return report.target.isIntact ? 0 : 1
  },
  // Both a refusal and a lost connection leave the target unchanged, but not the pause of the source.
  onFailure:
    'Nothing was moved: the target is unchanged. Sending may be paused in the source: if you keep using it, resume sending there: 设置 → 消息发送 → 恢复发送.',
})
