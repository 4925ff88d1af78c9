import type { ComparedFile, PolicyFile } from '@desk/shared/policies/policy-files'

/**
 * Compares the files of two versions by their hash and name. Two with the same hash or the same name are one file that
 * changed. Files that were removed follow.
 */
export function compareFiles(now: readonly PolicyFile[], before: readonly PolicyFile[]): ComparedFile[] {
  const remaining = [...before]
  const take = (matches: (old: PolicyFile) => boolean): PolicyFile | null => {
    const index = remaining.findIndex(matches)
    return index === -1 ? null : (remaining.splice(index, 1)[0] ?? null)
  }
  // Those that are the same are found first, then those that were renamed, so that no other file is compared with them.
  const same = now.map((file) => take(({ sha256, name }) => sha256 === file.sha256 && name === file.name))
  const renamed = now.map((file, index) => (same[index] ? null : take(({ sha256 }) => sha256 === file.sha256)))
  const compared = now.map((file, index): ComparedFile => {
    if (same[index]) return { ...file, change: 'same', before: null }
    const old = renamed[index] ?? take(({ name }) => name === file.name)
    return { ...file, change: old ? 'changed' : 'new', before: old }
  })
  return [...compared, ...remaining.map((file): ComparedFile => ({ ...file, change: 'removed', before: null }))]
}
