import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { textOf } from '@desk/shared/evidence/bytes'
import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { sampleOfCases } from '@desk/server/testing/sample-of-cases'
import { afterAll, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'desk-verifiers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const { intact, refused } = tamperings()
const key = textOf(readZip(intact).get('log.vkey')!)!
const anchor = textOf(readZip(intact).get('checkpoint.txt')!)!
const zip = join(folder, 'evidence.zip')

/** The built verifiers. Their working folder has no installation and no database: neither verifier needs one. */
const verifiers = [
  ['audit -- verify-file', ['audit-cli.js', 'verify-file']],
  ['verify.mjs', ['verify.mjs']],
] as const

/** Verifies `zip` with what a reader kept; returns the exit status and the first line of the output. */
function verify([program, ...args]: readonly string[], known: { anchor?: string; key?: string }) {
  const options = Object.entries(known).flatMap(([option, text]) => {
    writeFileSync(join(folder, option), text)
    return [`--${option}`, join(folder, option)]
  })
  const file = pathInRepository(`server/dist/${program ?? ''}`)
  const { status, stdout } = spawnSync(process.execPath, [file, ...args, zip, ...options], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, firstLine: stdout.split('\n')[0] }
}

/** A verifier is shown one of this many tampered files: `cli/verify-evidence-file.test.ts` checks all of them in process. */
const SHARE = 20
const samples = verifiers.map(([name, command], nth) => ({ name, command, cases: sampleOfCases(refused, nth, SHARE) }))

describe.each(samples)('$name', ({ command, cases }) => {
  it('an intact bundle is CONSISTENT without a key, SIGNED with the key, and VERIFIED with a kept checkpoint too', () => {
    writeFileSync(zip, intact)
    const verdictOf = (known: { anchor?: string; key?: string }) => verify(command, known)
    expect(verdictOf({})).toMatchObject({ status: 0, firstLine: expect.stringContaining('CONSISTENT: 6 records') })
    expect(verdictOf({ key })).toMatchObject({ status: 0, firstLine: expect.stringContaining('SIGNED: 6 records') })
    expect(verdictOf({ key, anchor })).toMatchObject({
      status: 0,
      firstLine: expect.stringContaining('VERIFIED: 6 records'),
    })
  })

  it.each(cases)('$name: the file is refused, and the fault is named', ({ zip: bytes, fault, known }) => {
    writeFileSync(zip, bytes)
    expect(verify(command, known)).toMatchObject({
      status: 1,
      firstLine: expect.stringContaining(`REFUSED: ${fault} in `),
    })
  })
})
