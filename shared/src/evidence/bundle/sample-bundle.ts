import { canonicalJson } from '../../audit/canonical-json.ts'
import { fromHex, toBase64, utf8 } from '../bytes.ts'
import { signCheckpoint } from '../checkpoint.ts'
import { consistencyRanges, inclusionRanges, leafHash, proofOf, rootOf } from '../merkle.ts'
import { formatVkey, publicKeyOf } from '../signed-note.ts'
import { ANCHORS } from './check-anchors.ts'
import { personCommit } from './check-people.ts'
import { hashOfLines, PROOFS, RECORDS } from './check-records.ts'
import { textFile } from './check-texts.ts'
import { FORMAT, MANIFEST, sha256Hex } from './read-files.ts'
import { CHECKPOINT, VKEY } from './verify-bundle.ts'
import {
  type BundleAnchor,
  type BundleHead,
  exportFields,
  manifestText,
  proofText,
  provenAnchorText,
} from './write-bundle.ts'

const ORIGIN = 'desk.example.com/audit'
const seed = Uint8Array.from({ length: 32 }, (_, index) => index)
const day = '2026-03-17'
const clause = canonicalJson(['1', '1', '总则', '本规范适用于全体员工。'])
const document = canonicalJson(['pol_1', '1.0', 'zh-CN', '使用规范', '我已阅读并同意', [sha256Hex(utf8(clause))]])
const docHash = sha256Hex(utf8(document))

type Line = Record<string, unknown>
type AnchorChange = { at?: unknown; size?: number; timestamp?: string }

/** Returns a minimal time stamp over a checkpoint: a DER octet string of its hash. */
export const sampleStamp = (note: string): string =>
  toBase64(fromHex(`30220420${sha256Hex(utf8(note))}`) ?? new Uint8Array())

/** A person on the roster. `sealed`: the signer as their signature contains it, which `key` decrypts. */
type Person = Record<'person' | 'userid' | 'name' | 'salt' | 'state', string> & { key?: string; sealed?: string }
const people: Person[] = [
  {
    person: 'psn_1',
    userid: 'zhangsan',
    name: '张三',
    salt: 'a1'.repeat(16),
    state: 'signed',
    key: '11'.repeat(32),
    sealed: '5QYe7nBKohJRKExaZFnkd-tRTzkqrVLMJI0D6tPfoGt-todmhF_oL4zh0yufd9jUMkkyg5s',
  },
  {
    person: 'psn_2',
    userid: 'lisi',
    name: '李四',
    salt: 'b2'.repeat(16),
    state: 'signed',
    key: '12'.repeat(32),
    sealed: 'xTAGeVoOkj9EQnrjS1kXL--PQ-RmK_17EdQaslvhiVthKlEuLVSo5nsRcIuZEGJAcQ',
  },
  { person: 'psn_3', userid: 'wangwu', name: '王五', salt: 'c3'.repeat(16), state: 'pending' },
  { person: 'psn_4', userid: 'zhaoliu', name: '赵六', salt: 'd4'.repeat(16), state: 'exempt' },
]
const signers = people.filter(({ state }) => state === 'signed')

/** Returns the fields of a signature, in the order of `signatureText`. */
const sampleSignature = ({ person, sealed }: Person, index: number): unknown[] => [
  `sig_${index + 1}`,
  `R${index + 1}`,
  'pol_1',
  'pov_1',
  1,
  person,
  0,
  `${day}T0${index + 1}:00:00.000Z`,
  'zh-CN',
  'full',
  { '1': sha256Hex(utf8(clause)) },
  { '1': 4000 },
  docHash,
  '我已阅读并同意',
  1,
  sealed,
]

const samplePerson = ({ person, salt, userid, name, key }: Person, index: number): Line => ({
  person,
  salt,
  userid,
  name,
  ...(key === undefined ? {} : { keys: { [`sig_${index + 1}`]: key } }),
})

/** What a test changes in the files and records that the log's owner writes. */
export type Changes = {
  /** Contents of signatures; their records follow them. */
  contents?: (signatures: unknown[][]) => unknown[][]
  signatures?: (records: Line[]) => Line[]
  /** Records from before the signatures. */
  history?: (records: Line[]) => Line[]
  rosterLines?: (lines: Line[]) => Line[]
  counts?: Record<string, number>
  /** The day of the roster. */
  day?: string
  /** Fields of the record of the roster. */
  roster?: Line
  /** Fields of the record of the export, and of the manifest. */
  head?: Line
  /** Records of earlier rosters, by fields in which they differ. */
  earlier?: readonly Line[]
  /** Signatures that are logged after the roster, by fields in which they differ from the first. */
  later?: readonly Line[]
  /** Documents besides the one that was signed. */
  texts?: readonly string[]
  /** The scope of the export. */
  scope?: Line
  people?: (lines: Line[]) => unknown[]
  anchor?: AnchorChange
  furtherAnchors?: readonly AnchorChange[]
  seed?: Uint8Array
}

/** What the log has of the policy before its signatures: the version came into force, and somebody was exempted. */
const history: Line[] = [
  {
    seq: 298,
    at: `${day}T00:00:00.000Z`,
    actor: 'system:policies',
    object: 'pol_1',
    type: 'policy.in_force',
    details: { version: 'pov_1', label: '1.0', kind: 'major', docHashes: { 'zh-CN': docHash } },
  },
  {
    seq: 299,
    at: `${day}T00:30:00.000Z`,
    actor: 'lead',
    object: 'pol_1',
    type: 'policy.exempted',
    details: { userid: 'zhaoliu', until: null },
  },
]

/** Returns a bundle of two signatures of one version, made by a log of 300 other entries. */
export function sampleBundle(changes: Changes = {}) {
  const signer = { name: ORIGIN, seed: changes.seed ?? seed }
  const entries = Array.from({ length: 300 }, (_, seq) => canonicalJson({ seq, type: 'member.synced' }))
  const contents = signers.map(sampleSignature)
  const signatureTexts = (changes.contents?.(contents) ?? contents).map(canonicalJson)
  const signatures = signatureTexts.map((text, index) => {
    const { person } = signers[index] ?? {}
    return {
      seq: entries.length + index,
      at: `${day}T0${index + 1}:00:00.000Z`,
      actor: person,
      object: `sig_${index + 1}`,
      docHash,
      hash: sha256Hex(utf8(text)),
      person,
      policyId: 'pol_1',
      type: 'policy.signed',
      versionId: 'pov_1',
    }
  })
  const before = (changes.history?.(history) ?? history).map(canonicalJson)
  const records = [...before, ...(changes.signatures?.(signatures) ?? signatures).map(canonicalJson)]
  const lines = people.map(({ person, state, userid, name, salt }) => ({
    person,
    state,
    since: null,
    reason: state === 'exempt' ? 'exemption' : null,
    commit: personCommit({ salt, userid, name }),
  }))
  const rosterLines = (changes.rosterLines?.(lines) ?? lines).map(canonicalJson)
  const roster = {
    type: 'roster',
    seq: entries.length + records.length,
    at: `${day}T03:00:00.000Z`,
    actor: 'auditor',
    object: 'ros_1',
    policyId: 'pol_1',
    versionId: 'pov_1',
    day: changes.day ?? day,
    size: rosterLines.length,
    root: toBase64(rootOf(rosterLines.map((line) => leafHash(utf8(line))))),
    counts: changes.counts ?? { signed: 2, pending: 1, overdue: 0, exempt: 1 },
    ...changes.roster,
  }
  const peopleLines = people.map(samplePerson)
  const head = {
    at: `${day}T03:00:01.000Z`,
    by: 'auditor',
    scope: changes.scope ?? { policy: 'pol_1', day },
    format: FORMAT,
    software: 'WeCom Desk',
    ...changes.head,
  } as BundleHead
  const files = new Map([
    ['roster.jsonl', rosterLines.map((line) => `${line}\n`).join('')],
    ['signatures.jsonl', signatureTexts.map((text) => `${text}\n`).join('')],
    ['people.jsonl', (changes.people?.(peopleLines) ?? peopleLines).map((line) => `${canonicalJson(line)}\n`).join('')],
    [textFile(docHash), document],
    [textFile(sha256Hex(utf8(clause))), clause],
    ...(changes.texts ?? []).map((text) => [textFile(sha256Hex(utf8(text))), text] as const),
    ['report.html', '<!doctype html><title>使用规范</title>'],
    ['README.txt', 'README'],
  ])
  const earlier = (changes.earlier ?? []).map((fields) => canonicalJson({ ...roster, ...fields }))
  const later = (changes.later ?? []).map((fields) => canonicalJson({ ...signatures[0], ...fields }))
  const logged = [...records, ...earlier, canonicalJson(roster), ...later]
  const entryLeaves = entries.map((text) => leafHash(utf8(text)))
  const anchorOf = ({ size = 200, ...fields }: AnchorChange) => {
    const root = rootOf([...entries, ...records].slice(0, size).map((text) => leafHash(utf8(text))))
    const checkpoint = signCheckpoint({ origin: ORIGIN, size, root }, signer.seed)
    return { size, anchor: { at: '2026-03-16T22:00:00.000Z', checkpoint, ...fields } as BundleAnchor }
  }
  const first = anchorOf(changes.anchor ?? {})
  const anchors = [first, ...(changes.furtherAnchors ?? []).map(anchorOf)]
  const content = {
    records: logged.length,
    recordsHash: hashOfLines(logged),
    anchors: anchors.map(({ anchor }) => anchor),
    files: hashesOf(files),
  }
  const exported = {
    seq: entries.length + logged.length,
    actor: head.by,
    object: 'ros_2',
    ...exportFields(head, content),
  }
  logged.push(canonicalJson(exported))
  const leaves = [...entryLeaves, ...logged.map((text) => leafHash(utf8(text)))]
  const treeSize = leaves.length
  const noteOf = (count: number) =>
    signCheckpoint({ origin: ORIGIN, size: count, root: rootOf(leaves.slice(0, count)) }, signer.seed)
  const proofs = logged.map((_, place) => {
    const index = entries.length + place
    return proofText(index, proofOf(leaves, inclusionRanges(index, treeSize)))
  })
  const anchorTexts = anchors.map(({ size, anchor }) =>
    provenAnchorText(anchor, proofOf(leaves, consistencyRanges(size, treeSize))),
  )
  files
    .set(RECORDS, logged.map((text) => `${text}\n`).join(''))
    .set(PROOFS, proofs.join(''))
    .set(CHECKPOINT, noteOf(treeSize))
    .set(VKEY, `${formatVkey(publicKeyOf(signer))}\n`)
    .set(ANCHORS, anchorTexts.join(''))
  files.set(MANIFEST, manifestText(head, { origin: ORIGIN, treeSize, files: hashesOf(files) }))
  const bundle = new Map([...files].map(([name, text]) => [name, utf8(text)]))
  return { bundle, anchor: first.anchor.checkpoint, noteOf }
}

const hashesOf = (files: ReadonlyMap<string, string>): Record<string, string> =>
  Object.fromEntries([...files].map(([name, text]) => [name, sha256Hex(utf8(text))]))
