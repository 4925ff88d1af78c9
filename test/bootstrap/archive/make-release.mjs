import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from '../../../server/scripts/paths.mjs'
import { runNode } from '../../../server/scripts/processes.mjs'
import { pack, writeChecksums } from './pack.mjs'
import { git } from '../git.mjs'

/** One archive for all servers: the images library has a binary for each. */
const PLATFORMS = `
supportedArchitectures:
  os: [linux]
  cpu: [x64, arm64]
  libc: [glibc]
`

/**
 * Writes the archive of a commit, by default of the one that is checked out, its bill of materials and their checksums. The commit is built in a
 * folder of its own, so that no earlier build and no change that is not committed gets into it.
 * @param {readonly string[]} args the folder to write to, `release` by default, and another commit
 */
export async function makeRelease([folder = 'release', ref = 'HEAD']) {
  const commit = git('rev-parse', ref)
  if (git('status', '--porcelain') !== '') console.error('Changes that are not committed will not be in the archive.')
  const work = mkdtempSync(join(tmpdir(), 'desk-archive-'))
  try {
    const checkout = checkOut(commit, join(work, 'checkout'))
    const { name, version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))
    const staged = join(work, `${name}-${version}`)
    const status = await runNode(join(checkout, 'test/bootstrap/run.mjs'), ['stage', staged, commit], { cwd: checkout })
    if (status !== 0) return status

    const target = resolve(root, folder)
    mkdirSync(target, { recursive: true })
    const [archive, sbom] = [`${name}-${version}.tar.gz`, `${name}-${version}.cdx.json`]
    pack(staged, join(target, archive), Number(git('show', '-s', '--format=%ct', commit)))
    cpSync(join(staged, 'sbom.cdx.json'), join(target, sbom))
    cpSync(join(staged, 'server/dist/verify.mjs'), join(target, 'verify.mjs'))
    writeChecksums(target, [archive, sbom, 'verify.mjs'])
    console.log(readFileSync(join(target, 'SHA256SUMS'), 'utf8').trim())
    return 0
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** Writes the files of a commit to a new folder. @param {string} commit @param {string} folder */
function checkOut(commit, folder) {
  mkdirSync(folder)
  const tree = join(folder, '.tar')
  git('archive', `--output=${tree}`, commit)
  execFileSync('tar', ['-xf', tree, '-C', folder])
  rmSync(tree)
  appendFileSync(join(folder, 'pnpm-workspace.yaml'), PLATFORMS)
  return folder
}
