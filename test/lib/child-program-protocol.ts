import { createInterface } from 'node:readline'

/** Returns the options of a program started by `startChildProgram`. */
export const optionsOfProgram = <Options>(): Options => JSON.parse(process.argv[2] ?? '{}') as Options

/** Writes the `ready` line. From then on the program ends at SIGTERM and SIGINT, and when its parent process ends. */
export function announceReady(ready: object, stop: () => Promise<void>): void {
  const exit = () => void stop().finally(() => process.exit(0))
  process.once('SIGTERM', exit)
  process.once('SIGINT', exit)
  process.stdin.once('end', exit)
  process.stdin.resume()
  writeLine(ready)
}

/** Writes a message to the parent process. */
export const writeLine = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`)

/** Receives messages from the parent process. */
export function onMessage<Message>(handle: (message: Message) => void): void {
  createInterface({ input: process.stdin }).on('line', (line) => handle(JSON.parse(line) as Message))
}
