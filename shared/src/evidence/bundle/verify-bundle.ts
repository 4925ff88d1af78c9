import { openCheckpoint } from '../checkpoint.ts'
import { parseVkey } from '../signed-note.ts'
import { checkAnchors, checkDates, checkKeptAnchor } from './check-anchors.ts'
import { checkExemptions } from './check-history.ts'
import { checkPeople, checkSignatureRecords } from './check-people.ts'
import { checkExport, checkRecords } from './check-records.ts'
import { checkRosters, type EarlierRoster, type Roster } from './check-rosters.ts'
import { checkTexts } from './check-texts.ts'
import { type ListedPerson, listPeople } from './list-people.ts'
import { BundleError, type BundleFault } from './faults.ts'
import { type BundleFiles, checkFiles, MANIFEST, readManifest, readText } from './read-files.ts'

export const CHECKPOINT = 'checkpoint.txt'
export const VKEY = 'log.vkey'

/** What the reader knows from elsewhere: a checkpoint that they kept, and the log's key. */
export type Known = { anchor?: { text: string; file: string }; vkey?: string }

/** An earlier roster of the same version and day, as its log entry describes it. `loggedAt`: by the server's clock. */
export type LoggedBefore = Pick<EarlierRoster, 'counts' | 'hasSameLines'> & { loggedAt: string }

export type VerifiedBundle = {
  isValid: true
  origin: string
  size: number
  vkey: string
  exportedAt: string | null
  exportedBy: string | null
  records: number
  signatures: number
  people: number
  texts: number
  /** `loggedAt`: by the server's clock. A roster of a past day can be logged long after it. */
  rosters: (Pick<Roster, 'policyId' | 'versionId' | 'day' | 'counts'> & { loggedAt: string; earlier: LoggedBefore[] })[]
  anchors: number
  timestamps: number
  /** Whether the reader's checkpoint and key were compared. With neither, anybody can have made the file. */
  isAnchorCompared: boolean
  isKeyCompared: boolean
  /** When the file says that the kept checkpoint was given out; null: it is the one of the file itself. */
  keptAt: string | null
  /** Signatures that the kept checkpoint contains. It says nothing about the others. */
  keptSignatures: number
  /** Returns who signed and who did not. */
  list: () => ListedPerson[]
}
export type BundleResult = VerifiedBundle | { isValid: false; fault: BundleFault }

/** Verifies an unzipped bundle and returns what it proves, or its first fault. Runs nothing that the bundle contains. */
export async function verifyBundle(files: BundleFiles, known: Known = {}): Promise<BundleResult> {
  try {
    return await verify(files, known)
  } catch (error) {
    if (error instanceof BundleError) return { isValid: false, fault: error.fault }
    throw error
  }
}

async function verify(files: BundleFiles, known: Known): Promise<VerifiedBundle> {
  const manifest = readManifest(files)
  checkFiles(files, manifest)
  const vkey = readText(files, VKEY).replace(/\n$/, '')
  const key = parseVkey(vkey)
  if (!key) throw new BundleError('key_malformed', VKEY)
  if (known.vkey !== undefined && known.vkey.trim() !== vkey) throw new BundleError('key_unexpected', VKEY)
  if (manifest.origin !== key.name) throw new BundleError('origin_differs', MANIFEST)
  const checkpoint = openCheckpoint(readText(files, CHECKPOINT), key)
  if (!checkpoint.isValid) {
    const { fault } = checkpoint
    throw new BundleError(fault === 'wrong_origin' ? 'origin_differs' : `checkpoint_${fault}`, CHECKPOINT)
  }
  if (manifest.treeSize !== checkpoint.size) throw new BundleError('tree_size_differs', MANIFEST)
  const records = checkRecords(files, checkpoint)
  const anchors = checkAnchors(files, checkpoint, key)
  checkDates(records, anchors)
  const rosters = checkRosters(files, records)
  const signatures = checkSignatureRecords(files, records)
  const names = await checkPeople(files, { rosters, signatures })
  checkExemptions(rosters, { records, names })
  const texts = checkTexts(files)
  checkExport(files, { records, manifest: manifest.value, hashes: manifest.hashes, anchors })
  const kept = known.anchor ? checkKeptAnchor(known.anchor, { checkpoint, anchors, key }) : null
  const signed = records.filter(({ value }) => value['type'] === 'policy.signed')
  const { at, by } = manifest.value
  return {
    isValid: true,
    origin: checkpoint.origin,
    size: checkpoint.size,
    vkey,
    exportedAt: typeof at === 'string' ? at : null,
    exportedBy: typeof by === 'string' ? by : null,
    records: records.length,
    signatures: signed.length,
    people: names.size,
    texts,
    rosters: rosters.map(({ at: loggedAt, index: _index, people: _people, earlier, ...roster }) => ({
      ...roster,
      loggedAt: new Date(loggedAt).toISOString(),
      earlier: earlier.map(({ at, ...before }) => ({ ...before, loggedAt: new Date(at).toISOString() })),
    })),
    anchors: anchors.length,
    timestamps: anchors.filter(({ hasTimestamp }) => hasTimestamp).length,
    isAnchorCompared: known.anchor !== undefined,
    isKeyCompared: known.vkey !== undefined,
    keptAt: kept?.sentAt ?? null,
    keptSignatures: kept ? signed.filter(({ index }) => index < kept.size).length : 0,
    list: () => listPeople({ records: signed, signatures, rosters, names, anchors }),
  }
}
