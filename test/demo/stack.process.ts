import { announceReady, optionsOfProgram } from '../lib/as-child-program.ts'
import { startStack, type StackOptions } from './start-stack.ts'

const { stop, ...addresses } = await startStack(optionsOfProgram<StackOptions>())
announceReady(addresses, stop)
