import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { runVerifier } from '@desk/shared/evidence/bundle/run-verifier'

const options = { anchor: { type: 'string' }, key: { type: 'string' } } as const

/** Verifies a bundle or a single proof, and prints what it proves or its first fault. Needs no database. */
export async function verifyEvidenceFile(args: readonly string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) {
    console.error(usage)
    return 2
  }
  const { isValid, lines } = await runVerifier(await readFile(file), {
    ...(values.anchor === undefined
      ? {}
      : { anchor: { text: await readFile(values.anchor, 'utf8'), file: values.anchor } }),
    ...(values.key === undefined ? {} : { vkey: await readFile(values.key, 'utf8') }),
  })
  for (const line of lines) console.log(line)
  return isValid ? 0 : 1
}
