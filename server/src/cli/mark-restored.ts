import { systemClock } from '../adapters/system-clock.ts'
import { explain, migrationsFolder, quietLog, readExistingData } from './cli-support.ts'
import { dropPrivilegesToOwner } from '../db/data-dir-owner.ts'
import { openDatabase } from '../db/open-database.ts'
import { declareRestored } from '../features/disaster-recovery/declare-restored.ts'

const USAGE = `Usage: npm run restored
Says that the database was brought back from a backup. Run it after restoring and before the server starts.`

async function declare() {
  const { DATABASE_URL, DATA_DIR } = readExistingData(process.env)
  dropPrivilegesToOwner(DATA_DIR)
  const database = await openDatabase({ url: DATABASE_URL, dataDir: DATA_DIR, migrationsFolder, log: quietLog })
  try {
    await database.migrate()
    return await declareRestored({ db: database.db, clock: systemClock }, 'declared')
  } finally {
    await database.close()
  }
}

async function run(args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    console.error(USAGE)
    return 2
  }
  try {
    const { sessions, links } = await declare()
    console.log(`Sending is paused. Ended ${String(sessions)} sign-ins, voided ${String(links)} one-time links.`)
    console.log(
      'Start the server: it asks WeCom about everything that is owed and sends nothing. Then look at 设置 → 消息发送, and resume there.',
    )
    return 0
  } catch (error) {
    console.error(explain(error))
    return 2
  }
}

process.exitCode = await run(process.argv.slice(2))
