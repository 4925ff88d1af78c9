import { announceReady, optionsOfProgram } from '../lib/child-program-protocol.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

// Runs the simulated WeCom in a separate process, because Node reads NODE_EXTRA_CA_CERTS only when it starts.
const { appUrl } = optionsOfProgram<{ appUrl: string }>()
const platform = await startSimulator({ appUrl, pageDir: pathInRepository('test/wecom-simulator/page') })
announceReady({ url: platform.url }, () => platform.stop())
