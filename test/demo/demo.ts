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

/** Throws when the port is taken. Called first, so that a second demo does not delete the database of a running one. */
async function requireFreePort(port: number): Promise<void> {
  if (await isPortFree(port)) return
  throw new DemoError(`Port ${port} is taken. Choose another: PORT=${port === 9000 ? 9100 : 9000} npm start`)
}

async function seed(stack: Stack, seedingMarker: string): Promise<void> {
  console.log('Seeding a working day (half a minute) …')
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

const welcome = ({ simulatorUrl }: Stack, { appUrl, dataDir }: { appUrl: string; dataDir: string }) => `
  企微自助已启动，旁边是模拟的企业微信（60 人的公司）。

  打开 ${simulatorUrl} ，选“郭𠮷”，点底部“工作台”里的“企微自助”。

  应用本身 ${appUrl} ：接口文档 /api/v1/docs，核对存证 /verify
  数据在 ${dataDir} ，下次启动继续使用；npm start -- --fresh 重新开始，
  npm start -- --empty 从没有历史数据的公司开始。Ctrl-C 停止。

  企微自助 is running, beside a simulated WeCom with a company of 60 people.
  Open the first address, choose 郭𠮷, and tap 企微自助 in 工作台.
`

async function main(): Promise<void> {
  const port = portOf(process.env['PORT'])
  await requireFreePort(port)
  const dataDir = resolve(process.env['DATA_DIR'] ?? 'data', 'demo', String(port))
  const isEmpty = process.argv.includes('--empty')
  const mayContinue = !isEmpty && !process.argv.includes('--fresh')
  // This file exists while the day is seeded, so that an interrupted seeding starts over.
  const seedingMarker = join(dataDir, 'seeding')
  const isContinued = mayContinue && loadState(join(dataDir, 'wecom.json')) !== null && !existsSync(seedingMarker)
  const needsSeed = !isContinued && !isEmpty
  if (!isContinued) rmSync(dataDir, { recursive: true, force: true })
  // The simulator uses the next port, so that its address stays the same.
  const stack = await startStack({
    gatewayPort: port,
    simulatorPort: port + 1,
    dataDir,
    keepsData: true,
    ...(needsSeed && { startsAt: FRIDAY_MORNING }),
  })
  if (needsSeed) await seed(stack, seedingMarker)
  const stop = () => void stack.stop().finally(() => process.exit(0))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop)
  console.log(welcome(stack, { appUrl: `http://localhost:${port}`, dataDir: join(dataDir, '/') }))
}

await main().catch((error: unknown) => {
  console.error(error instanceof DemoError ? error.message : error)
  if (!(error instanceof DemoError)) console.error('To start over: npm start -- --fresh')
  process.exit(1)
})
