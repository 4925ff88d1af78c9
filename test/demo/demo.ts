import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isPortFree } from '../lib/is-port-free.ts'
import { createSimulatorClient } from '../lib/simulator-client.ts'
import { TUESDAY_MORNING } from '../wecom-simulator/clock.ts'
import { loadState } from '../wecom-simulator/state-file.ts'
import { FRIDAY_MORNING, seedDay } from './seed-day.ts'
import { startStack, type Stack } from './start-stack.ts'

const DEFAULT_PORT = 8080

function portOf(text: string | undefined): number {
  const port = text === undefined || text === '' ? DEFAULT_PORT : Number(text)
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  throw new DemoError(`PORT is "${String(text)}"; it must be a number from 1 to 65535, like PORT=9000 npm start`)
}

/** An error that the user can correct. It is printed without a stack trace. */
class DemoError extends Error {
  override readonly name = 'DemoError'
}

/** Runs before all else, so that a second demo does not delete the database of a running one. */
async function requireFreePort(port: number): Promise<void> {
  if (await isPortFree(port)) return
  throw new DemoError(`Port ${port} is taken. Choose another: PORT=${port === 9000 ? 9100 : 9000} npm start`)
}

async function seed(stack: Stack, seedingMarker: string): Promise<void> {
  console.log('Seeding a working day …')
  writeFileSync(seedingMarker, '')
  try {
    await seedDay(
      { gatewayUrl: stack.gatewayUrl, simulator: createSimulatorClient(stack.simulatorUrl) },
      TUESDAY_MORNING,
    )
  } catch (error) {
    await stack.stop()
    throw error
  }
  rmSync(seedingMarker)
}

const welcome = ({ simulatorUrl }: Stack, dataDir: string) => `
  企微自助 is running, beside a simulated WeCom with a company of 60 people.

  Open   ${simulatorUrl}

  Personas: 员工 郭𠮷 · 部门管理员 李敏 · 信息部 陈海燕 · 路人 (not a member), and all other members in the list.
  The next start continues with these data (${dataDir}); npm start -- --fresh starts over,
  npm start -- --empty starts over without seeded requests.
  Stop with Ctrl-C.
`

async function main(): Promise<void> {
  const port = portOf(process.env['PORT'])
  await requireFreePort(port)
  const dataDir = resolve(process.env['DATA_DIR'] ?? 'data', 'demo', String(port))
  const isEmpty = process.argv.includes('--empty')
  const mayContinue = !isEmpty && !process.argv.includes('--fresh')
  // Exists while the day is seeded: an interrupted seeding starts over.
  const seedingMarker = join(dataDir, 'seeding')
  const continues = mayContinue && loadState(join(dataDir, 'wecom.json')) !== null && !existsSync(seedingMarker)
  const seeds = !continues && !isEmpty
  if (!continues) rmSync(dataDir, { recursive: true, force: true })
  // The simulator uses the next port, so that its address stays the same.
  const stack = await startStack({
    gatewayPort: port,
    simulatorPort: port + 1,
    dataDir,
    keepsData: true,
    ...(seeds && { startsAt: FRIDAY_MORNING }),
  })
  if (seeds) await seed(stack, seedingMarker)
  const stop = () => void stack.stop().finally(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  console.log(welcome(stack, join(dataDir, '/')))
}

await main().catch((error: unknown) => {
  console.error(error instanceof DemoError ? error.message : error)
  if (!(error instanceof DemoError)) console.error('To start over: npm start -- --fresh')
  process.exit(1)
})
