import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isPortFree } from '../lib/is-port-free.ts'
import { simulatorClient } from '../lib/simulator-client.ts'
import { TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { FRIDAY_MORNING, seedDay } from './seed-day.ts'
import { startStack, type Stack } from './start-stack.ts'

const DEFAULT_PORT = 8080

function portOf(text: string | undefined): number {
  const port = text === undefined || text === '' ? DEFAULT_PORT : Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new DemoError(`PORT is "${String(text)}"; it must be a number from 1 to 65535, like PORT=9000 npm start`)
}

/** Something the reader can mend himself: said in one sentence, without a stack trace. */
class DemoError extends Error {
  override readonly name = 'DemoError'
}

/** Asks before anything else is touched: a demo that runs already must not lose its database to a second one. */
async function requireFree(port: number): Promise<void> {
  if (await isPortFree(port)) return
  throw new DemoError(`Port ${port} is taken. Choose another: PORT=${port === 9000 ? 9100 : 9000} npm start`)
}

async function seed(stack: Stack, seeding: string): Promise<void> {
  console.log('Seeding a working day …')
  writeFileSync(seeding, '')
  try {
    await seedDay({ gatewayUrl: stack.gatewayUrl, simulator: simulatorClient(stack.simulatorUrl) }, TUESDAY_MORNING)
  } catch (error) {
    await stack.stop()
    throw error
  }
  rmSync(seeding)
}

const welcome = ({ simulatorUrl }: Stack, dataDir: string) => `
  企微自助 is running, beside a simulated WeCom with a company of 60 people.

  Open   ${simulatorUrl}

  People to be: 员工 郭𠮷 · 部门管理员 李敏 · 信息部 陈海燕 · 路人 (no member), and everybody else in the list.
  The next start goes on from here (${dataDir}); npm start -- --fresh begins anew,
  npm start -- --empty with a company in which nothing has happened yet.
  Stop with Ctrl-C.
`

async function main(): Promise<void> {
  const port = portOf(process.env['PORT'])
  await requireFree(port)
  const dataDir = resolve(process.env['DATA_DIR'] ?? 'data', 'demo', String(port))
  const isEmpty = process.argv.includes('--empty')
  const keeps = !isEmpty && !process.argv.includes('--fresh')
  // There while a day is seeded: one that was cut off is begun anew.
  const seeding = join(dataDir, 'seeding')
  const goesOn = keeps && existsSync(join(dataDir, 'wecom.json')) && !existsSync(seeding)
  const seeds = !goesOn && !isEmpty
  if (!goesOn) rmSync(dataDir, { recursive: true, force: true })
  // Beside the app, so that an address that was kept goes on working.
  const stack = await startStack({
    gatewayPort: port,
    simulatorPort: port + 1,
    dataDir,
    keeps: true,
    ...(seeds && { startsAt: FRIDAY_MORNING }),
  })
  if (seeds) await seed(stack, seeding)
  const stop = () => void stack.stop().finally(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  console.log(welcome(stack, join(dataDir, '/')))
}

await main().catch((error: unknown) => {
  console.error(error instanceof DemoError ? error.message : error)
  if (!(error instanceof DemoError)) console.error('To begin anew: npm start -- --fresh')
  process.exit(1)
})
