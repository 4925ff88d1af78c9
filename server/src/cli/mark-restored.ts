import { systemClock } from '../adapters/system-clock.ts'
import { runCommand, withExistingDatabase } from './cli-support.ts'
import { declareRestored } from '../features/disaster-recovery/declare-restored.ts'

const USAGE = `Usage: npm run restored
Declares that the database was restored from a backup. Run it after restoring and before the server starts.`

await runCommand({
  usage: USAGE,
  arguments: [],
  async run() {
    const { sessions, links } = await withExistingDatabase(async ({ db, migrate }) => {
      await migrate()
      return declareRestored({ db, clock: systemClock }, 'declared')
    })
    console.log(`Sending is paused. Ended ${String(sessions)} sign-ins, voided ${String(links)} one-time links.`)
    console.log(
      'Start the server: it queries WeCom about every pending job and sends nothing. Then open 设置 → 消息发送, and resume there.',
    )
    return 0
  },
})
