import { announceReady, onMessage, optionsOfProgram, writeLine } from '../lib/child-program-protocol.ts'
import { waitForDirectory } from '../lib/directory-read.ts'
import { startStack, type Stack, type StackOptions } from './start-stack.ts'

async function start(options: StackOptions): Promise<Stack> {
  const stack = await startStack(options)
  await waitForDirectory(stack.gatewayUrl)
  return stack
}

const addressesOf = ({ stop: _, ...addresses }: Stack): Omit<Stack, 'stop'> => addresses

let stack = await start(optionsOfProgram<StackOptions>())

async function replaceStack(options: StackOptions): Promise<void> {
  await stack.stop()
  stack = await start(options)
  writeLine(addressesOf(stack))
}

// A further stack takes a third of the processor time of the first one, because the product is loaded and compiled already.
onMessage<StackOptions>((options) => void replaceStack(options))
announceReady(addressesOf(stack), () => stack.stop())
