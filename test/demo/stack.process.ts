import { announceReady, optionsOfProgram } from '../lib/child-program-protocol.ts'
import { waitForDirectory } from '../lib/directory-read.ts'
import { startStack, type StackOptions } from './start-stack.ts'

const { stop, ...addresses } = await startStack(optionsOfProgram<StackOptions>())
await waitForDirectory(addresses.gatewayUrl)
announceReady(addresses, stop)
