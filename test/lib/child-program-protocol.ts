import { createInterface } from 'node:readline'

/** What a program started by `startChildProgram` was given. */
export const optionsOfProgram = <Options>(): Options => JSON.parse(process.argv[2] ?? '{}') as Options

/** Says "ready", then stays until it is told to stop or whoever started it is gone. */
export function announceReady(ready: object, stop: () => Promise<void>): void {
  const end = () => void stop().finally(() => process.exit(0))
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
  process.stdin.once('end', end)
  process.stdin.resume()
  sayLine(ready)
}

/** To whoever started this program. */
export const sayLine = (what: object): void => void process.stdout.write(`${JSON.stringify(what)}\n`)

/** What whoever started this program says to it later. */
export function whenTold<Message>(hear: (message: Message) => void): void {
  createInterface({ input: process.stdin }).on('line', (line) => hear(JSON.parse(line) as Message))
}
