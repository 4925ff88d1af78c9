import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Packs a folder so that the same files give the same bytes: sorted, with one time and owner, and without what the file
 * system adds, such as the hard links by which pnpm stores equal files once.
 * @param {string} folder
 * @param {string} archive ends with `.tar.gz`
 * @param {number} epoch the time of all files, in seconds
 */
export function pack(folder, archive, epoch) {
  const entryArgs = ['--sort=name', `--mtime=@${String(epoch)}`, '--owner=0', '--group=0', '--numeric-owner']
  const formatArgs = ['--format=gnu', '--hard-dereference', '--mode=u=rwX,go=rX', '--use-compress-program=gzip -n']
  const pathArgs = ['-C', dirname(folder), '-cf', archive, basename(folder)]
  execFileSync('tar', [...entryArgs, ...formatArgs, ...pathArgs], { env: { ...process.env, LC_ALL: 'C' } })
}

/**
 * Writes SHA256SUMS for files of a folder, in the format of sha256sum.
 * @param {string} folder @param {readonly string[]} names
 */
export function writeChecksums(folder, names) {
  const sumOf = (/** @type {string} */ name) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex')
  writeFileSync(join(folder, 'SHA256SUMS'), names.map((name) => `${sumOf(name)}  ${name}\n`).join(''))
}
