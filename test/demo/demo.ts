import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
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
function requireFree(port: number): Promise<void> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', () =>
      fail(new DemoError(`Port ${port} is taken. Choose another: PORT=${port === 9000 ? 9100 : 9000} npm start`)),
    )
    probe.listen(port, '127.0.0.1', () => probe.close(() => done()))
  })
}

const welcome = ({ simulatorUrl }: Stack, dataDir: string) => `
  企微自助 is running, beside a simulated WeCom with a company of 60 people.

  Open   ${simulatorUrl}

  People to be: 员工 郭𠮷 · 部门管理员 李敏 · 信息部 陈海燕 · 路人 (no member), and everybody else in the list.
  Each start begins with a fresh database (${dataDir}).
  Stop with Ctrl-C.
`

async function main(): Promise<void> {
  const port = portOf(process.env['PORT'])
  await requireFree(port)
  const dataDir = resolve(process.env['DATA_DIR'] ?? 'data', 'demo', String(port))
  const stack = await startStack({ gatewayPort: port, dataDir })
  const stop = () => void stack.stop().finally(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  console.log(welcome(stack, join(dataDir, '/')))
}

await main().catch((error: unknown) => {
  console.error(error instanceof DemoError ? error.message : error)
  process.exit(1)
})
