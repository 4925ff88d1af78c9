import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { printable } from '@desk/shared/evidence/bundle/describe-result'
import { sha256Hex } from '@desk/shared/evidence/bundle/read-files'
import { runVerifier } from '@desk/shared/evidence/bundle/run-verifier'
import { savedText } from '@desk/shared/evidence/bytes'
import { version } from '../../package.json' with { type: 'json' }

// Of an option that is given twice, only one would be compared.
const options = { anchor: { type: 'string', multiple: true }, key: { type: 'string', multiple: true } } as const

/**
 * Verifies a bundle or a single proof, and prints what it proves or its first fault; then what was read, when and by which
 * verifier, for the reader's own files. Needs no database.
 */
export async function verifyEvidenceFile(args: readonly string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [file, ...otherFiles] = positionals
  const [anchorFile, ...otherAnchors] = values.anchor ?? []
  const [keyFile, ...otherKeys] = values.key ?? []
  if (file === undefined || [...otherFiles, ...otherAnchors, ...otherKeys].length > 0) {
    console.error(usage)
    return 2
  }
  const bytes = await readFile(file)
  const anchor = anchorFile === undefined ? null : await readFile(anchorFile)
  const key = keyFile === undefined ? null : await readFile(keyFile)
  const { isValid, lines } = await runVerifier(bytes, {
    ...(anchor && anchorFile !== undefined ? { anchor: { text: savedText(anchor) ?? '', file: anchorFile } } : {}),
    ...(key ? { vkey: savedText(key) ?? '' } : {}),
  })
  const read = [
    factsOf('File', file, bytes),
    ...(anchor && anchorFile !== undefined ? [factsOf('Kept checkpoint', anchorFile, anchor)] : []),
    ...(key && keyFile !== undefined ? [factsOf('Key', keyFile, key)] : []),
    `Verified at ${new Date().toISOString()} by WeCom Desk ${version} on Node ${process.version}`,
  ]
  for (const line of [...lines, ...read]) console.log(line)
  return isValid ? 0 : 1
}

const factsOf = (what: string, file: string, bytes: Uint8Array): string =>
  `${what}: ${printable(file)}, ${String(bytes.length)} bytes, SHA-256 ${sha256Hex(bytes)}`
