import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { printable } from '@desk/shared/evidence/bundle/describe-result'
import { listCsv } from '@desk/shared/evidence/bundle/list-csv'
import type { ListedPerson } from '@desk/shared/evidence/bundle/list-people'
import { sha256Hex } from '@desk/shared/evidence/bundle/read-files'
import { runVerifier } from '@desk/shared/evidence/bundle/run-verifier'
import { savedText } from '@desk/shared/evidence/bytes'
import { version } from '../../package.json' with { type: 'json' }

/**
 * An option that names a file. Parsed as a list, so that a repeated option is refused: `parseArgs` would keep the last only.
 */
export const fileOption = { type: 'string', multiple: true } as const
const options = { anchor: fileOption, key: fileOption, list: fileOption }

/**
 * Verifies a bundle or a single proof, and prints what it proves or its first fault; then which files were read, when and by
 * which verifier, for the reader's records. Needs no database. With `--list`, writes who signed and who did not.
 */
export async function verifyEvidenceFile(args: readonly string[], usage: string): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const [file, ...otherFiles] = positionals
  const [anchorFile, ...otherAnchors] = values.anchor ?? []
  const [keyFile, ...otherKeys] = values.key ?? []
  const [listFile, ...otherLists] = values.list ?? []
  if (file === undefined || [...otherFiles, ...otherAnchors, ...otherKeys, ...otherLists].length > 0) {
    console.error(usage)
    return 2
  }
  const bytes = await readFile(file)
  const anchor = anchorFile === undefined ? null : await readFile(anchorFile)
  const key = keyFile === undefined ? null : await readFile(keyFile)
  const { isValid, lines, people } = await runVerifier(bytes, {
    ...(anchor && anchorFile !== undefined ? { anchor: { text: savedText(anchor) ?? '', file: anchorFile } } : {}),
    ...(key ? { vkey: savedText(key) ?? '' } : {}),
  })
  const source = [
    describeFile('File', file, bytes),
    ...(anchor && anchorFile !== undefined ? [describeFile('Kept checkpoint', anchorFile, anchor)] : []),
    ...(key && keyFile !== undefined ? [describeFile('Key', keyFile, key)] : []),
    `Verified at ${new Date().toISOString()} by WeCom Desk ${version} on Node ${process.version}`,
  ]
  const written = listFile === undefined ? [] : [await writeList(listFile, people)]
  for (const line of [...lines, ...written, ...source]) console.log(line)
  return isValid ? 0 : 1
}

/**
 * Writes the list of people, if one was verified, and returns the line that says whether. Throws when the file exists.
 */
async function writeList(file: string, people: (() => ListedPerson[]) | null): Promise<string> {
  if (people === null) return 'No list was written: only a ZIP that was verified has one'
  const listed = people()
  await writeFile(file, listCsv(listed), { flag: 'wx' })
  return `List: ${printable(file)}, ${String(listed.length)} lines: who signed and who did not, according to the verified records`
}

const describeFile = (label: string, file: string, bytes: Uint8Array): string =>
  `${label}: ${printable(file)}, ${String(bytes.length)} bytes, SHA-256 ${sha256Hex(bytes)}`
