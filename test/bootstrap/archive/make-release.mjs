import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { root } from '../../../server/scripts/paths.mjs'
import { runNode } from '../../../server/scripts/processes.mjs'
import { pack, writeChecksums } from './pack.mjs'
import { git } from '../git.mjs'

/** One archive is for all servers: the image library has a binary for each of these platforms. */
const PLATFORMS = `
supportedArchitectures:
  os: [linux]
  cpu: [x64, arm64]
  libc: [glibc]
`

/**
 * Writes the archive of a commit, its bill of materials, the verifier of evidence files, and their checksums. The commit is built
 * in a new folder, so that neither earlier builds nor uncommitted changes get into the archive. Returns the exit status.
 * @param {readonly string[]} args the folder to write to, `release` by default, and the commit, by default the checked-out one
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

/**
 * Writes the files of a commit to a new folder, for the platforms of the archive, and returns the folder.
 * @param {string} commit @param {string} folder
 */
function checkOut(commit, folder) {
  mkdirSync(folder)
  const tree = join(folder, '.tar')
  git('archive', `--output=${tree}`, commit)
  execFileSync('tar', ['-xf', tree, '-C', folder])
  rmSync(tree)
  appendFileSync(join(folder, 'pnpm-workspace.yaml'), PLATFORMS)
  return folder
}
