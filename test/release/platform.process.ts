import { announceReady, optionsOfProgram } from '../lib/child-program-protocol.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { startSimulator } from '../wecom-simulator/start-simulator.ts'

// A program of its own, since the authority that vouches for the app's certificate is read when Node starts.
const { appUrl } = optionsOfProgram<{ appUrl: string }>()
const platform = await startSimulator({ appUrl, pageDir: pathInRepository('test/wecom-simulator/page') })
announceReady({ url: platform.url }, () => platform.stop())
