import { parseArgs } from 'node:util'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createMovableClock } from './clock.ts'
import { simulatorDefaults } from './defaults.ts'
import { startSimulator } from './start-simulator.ts'

/** Starts the simulator from a terminal, for an app that is started separately. */
const { values } = parseArgs({
  options: {
    app: { type: 'string', default: 'http://127.0.0.1:8080' },
    port: { type: 'string', default: '0' },
    'gateway-port': { type: 'string', default: '0' },
  },
})

const running = await startSimulator({
  appUrl: values.app,
  port: Number(values.port),
  gatewayPort: Number(values['gateway-port']),
  clock: createMovableClock(new Date()),
  pageDir: pathInRepository('test/wecom-simulator/page'),
})

process.stdout.write(`simulator  ${running.url}
app        ${running.gatewayUrl}  (its PUBLIC_URL; it must listen at ${values.app})
${JSON.stringify(simulatorDefaults, null, 2)}
`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.stop())
