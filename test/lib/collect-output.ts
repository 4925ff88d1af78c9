import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

/** Collects what a program prints. `ended` resolves with its exit status once all output is read; null: a signal ended it. */
export function collectOutput(child: ChildProcessByStdio<null, Readable, Readable>) {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')))
  const ended = once(child, 'close').then(([status]) => status as number | null)
  return { output: () => output, ended }
}
