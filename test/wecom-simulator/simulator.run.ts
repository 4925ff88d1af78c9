import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createMovableClock } from './clock.ts'
import { simulatorDefaults } from './defaults.ts'
import { startSimulator } from './start-simulator.ts'

// Starts the simulator from a terminal, for an app that is started separately.

const USAGE = `Usage: npm run simulator [-- OPTIONS]
--app URL            the app, by default http://127.0.0.1:8080; it may start later
--public-url URL     the app's PUBLIC_URL behind your own proxy; by default the gateway's
--port N             the port of the simulated WeCom on 127.0.0.1, by default 4100
--gateway-port N     the port of the gateway on 127.0.0.1, the public address without a proxy, by default 4000
It runs until Ctrl+C and then forgets everything.`

/** Prints what the operator can do, and ends the program. */
function exitWithHint(sentence: string): never {
  console.error(sentence)
  process.exit(2)
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        app: { type: 'string', default: 'http://127.0.0.1:8080' },
        port: { type: 'string', default: '4100' },
        'gateway-port': { type: 'string', default: '4000' },
        'public-url': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    return exitWithHint(`${(error as Error).message}\n${USAGE}`)
  }
}

const values = readOptions()
if (values.help) {
  console.log(USAGE)
  process.exit(0)
}

const running = await startSimulator({
  appUrl: values.app,
  port: Number(values.port),
  gatewayPort: Number(values['gateway-port']),
  clock: createMovableClock(new Date()),
  // Next to the folder of this program, in the repository and in the release archive.
  pageDir: fileURLToPath(new URL('../wecom-simulator/page', import.meta.url)),
}).catch((error: NodeJS.ErrnoException & { port?: number }) => {
  if (error.code !== 'EADDRINUSE') throw error
  const option = String(error.port) === values.port ? '--port' : '--gateway-port'
  return exitWithHint(`Port ${String(error.port)} is taken. Choose another one: npm run simulator -- ${option} N`)
})
const publicUrl = values['public-url']?.replace(/\/$/, '') ?? running.gatewayUrl
if (publicUrl !== running.gatewayUrl) await setAddressInConsole(publicUrl)

/** Sets the app's trusted domain and home page, which are otherwise the gateway's. */
async function setAddressInConsole(url: string): Promise<void> {
  const body = JSON.stringify({ trustedDomain: new URL(url).host, homeUrl: `${url}/` })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${running.url}/__sim__/console/app`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`The address ${url} was refused: ${await response.text()}`)
}

const { corpId, agentId, agentSecret, contactsSecret, appCallback, contactsCallback } = simulatorDefaults
const environment = {
  PUBLIC_URL: publicUrl,
  WECOM_API_BASE: running.url,
  WECOM_OAUTH_BASE: running.url,
  WECOM_LOGIN_BASE: running.url,
  WECOM_CORP_ID: corpId,
  WECOM_AGENT_ID: agentId,
  WECOM_AGENT_SECRET: agentSecret,
  WECOM_CONTACTS_SECRET: contactsSecret,
  WECOM_CALLBACK_TOKEN: appCallback.token,
  WECOM_CALLBACK_AES_KEY: appCallback.aesKey,
  WECOM_CONTACTS_CALLBACK_TOKEN: contactsCallback.token,
  WECOM_CONTACTS_CALLBACK_AES_KEY: contactsCallback.aesKey,
}
const lines = Object.entries(environment).map(([name, value]) => `${name}=${String(value)}\n`)
process.stdout.write(`The simulated WeCom is at ${running.url} and calls the app at ${values.app}.
The environment of the app; all values are made up and valid nowhere else:

${lines.join('')}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop())
