import { createHash } from 'node:crypto'
import { proofHashes } from '@desk/shared/evidence/bundle/check-records'
import { type BundleFiles, sha256Hex } from '@desk/shared/evidence/bundle/read-files'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { runVerifier } from '@desk/shared/evidence/bundle/run-verifier'
import { dropLine, replaceIn, tampered } from '@desk/shared/evidence/bundle/tamperings'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { textOf, toBase64, utf8 } from '@desk/shared/evidence/bytes'
import { type Checkpoint, openCheckpoint } from '@desk/shared/evidence/checkpoint'
import { isConsistent, leafHash, rootOf, rootOfInclusion } from '@desk/shared/evidence/merkle'
import { formatVkey, parseVkey, publicKeyOf } from '@desk/shared/evidence/signed-note'
import { formatTlogProof, openTlogProof } from '@desk/shared/evidence/tlog-proof'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { describe, expect } from 'vitest'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
  readAndSign,
} from '../../../../testing/fixtures/policy.ts'
import { drainOutbox } from '../../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../../testing/kit.ts'
import { localTime } from '../../../../kernel/local-time.ts'
import { anchorAudit } from '../../../audit/jobs/anchor-audit.ts'
import { createSealer } from '../../../audit/jobs/seal-audit.ts'
import { stampAnchors } from '../../../audit/jobs/stamp-anchors.ts'
import { type AnchorRow, listAnchors } from '../../../audit/log/checkpoint-queries.ts'
import { currentLog, listBatches } from '../../../audit/log/log-queries.ts'
import { leavesOf } from '../../../audit/log/read-leaves.ts'
import { createTreeReader } from '../../../audit/log/tree-reader.ts'
import { exemptPerson } from '../../roster/change-person.ts'
import { destroySignerKey } from '../../signing/destroy-signer-key.ts'
import { exportBundle } from './export-bundle.ts'

/** A time-stamping authority whose response has what the verifiers look for: a DER octet string of the hash. */
const stamps = {
  stamp: (bytes: Uint8Array) =>
    Promise.resolve(
      Uint8Array.from(Buffer.concat([Buffer.from('30220420', 'hex'), createHash('sha256').update(bytes).digest()])),
    ),
}

async function exportPolicy({ deps }: Kit, id: PolicyId) {
  const parts: Uint8Array[] = []
  for await (const part of exportBundle(deps, { policy: id }, 'audra')) parts.push(part)
  const zip = Buffer.concat(parts)
  return { zip, files: readZip(zip) }
}

/** An exported file, and one that was exported before it. `daily`: the checkpoints of two days, which auditors got. */
type Exported = { kit: Kit; zip: Uint8Array; files: BundleFiles; earlier: BundleFiles; daily: readonly AnchorRow[] }

/** Exports a policy with a signer, one whose name was erased, and somebody exempt, after two days with a time stamp each. */
async function createExport(kit: Kit): Promise<Exported> {
  const { deps } = kit
  const company = await policyCompany(kit)
  const { north, lead } = company
  await kit.given.member({ userid: 'audra', roles: ['auditor'] })
  const signer = await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: north })
  const erased = await kit.given.member({ userid: 'sunqi', name: '孙七', department: north })
  await kit.given.member({ userid: 'wangwu', name: '王五', department: north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1'), clause('2')]))
  for (const person of [signer, erased]) await readAndSign(kit, person, id)
  await exemptPerson(deps, lead, { id, userid: 'wangwu', reason: '病假', until: null })
  await destroySignerKey(deps, lead, { userid: erased.userid })
  for (const hours of [24, 1]) {
    await createSealer(deps)()
    expect(await anchorAudit(deps)).toBe(true)
    await drainOutbox(deps)
    deps.clock.advanceHours(hours)
  }
  expect(await stampAnchors(deps, stamps)).toBe(2)
  const { files: earlier } = await exportPolicy(kit, id)
  deps.clock.advanceHours(1)
  const daily = await listAnchors(deps.db, 1)
  return { kit, ...(await exportPolicy(kit, id)), earlier, daily }
}

const readText = (files: BundleFiles, name: string): string => textOf(files.get(name)!)!
const linesOf = (files: BundleFiles, name: string): string[] => readText(files, name).split('\n').slice(0, -1)
const valuesOf = (files: BundleFiles, name: string) =>
  linesOf(files, name).map((line) => JSON.parse(line) as Record<string, unknown>)
const indexesOf = (files: BundleFiles) => valuesOf(files, 'proofs.jsonl').map(({ index }) => Number(index))

function checkpointOf(files: BundleFiles, note = readText(files, 'checkpoint.txt')): Checkpoint {
  const opened = openCheckpoint(note, parseVkey(readText(files, 'log.vkey').trimEnd())!)
  if (!opened.isValid) throw new Error(opened.fault)
  return opened
}

/** Returns the fault that the verifier finds when these files and the manifest are changed. */
async function findFaultAfter(files: BundleFiles, changes: Parameters<typeof tampered>[0]): Promise<string> {
  const copy = new Map([...files.keys()].map((name) => [name, files.get(name)!]))
  const result = await verifyBundle(tampered(changes, copy))
  return result.isValid ? 'valid' : result.fault.code
}

const readFirstLine = async (zip: Uint8Array, known: Parameters<typeof runVerifier>[1]) =>
  (await runVerifier(zip, known)).lines[0]

/** Checks of the promises in README.txt, by line. */
const promises: Record<string, (exported: Exported) => unknown> = {
  'records.jsonl    日志里的记录，每行一条，逐字节原样': async ({ kit, files }) => {
    const logged = (await listBatches(kit.deps.db, 1, -1, 1_000)).flatMap(leavesOf)
    const texts = new Map(logged.map(({ index, text }) => [index, text]))
    expect(linesOf(files, 'records.jsonl')).toEqual(indexesOf(files).map((index) => texts.get(index)))
  },
  'proofs.jsonl     同一行记录在日志中的位置和证明（RFC 6962）': ({ files }) => {
    const { size, root } = checkpointOf(files)
    const records = linesOf(files, 'records.jsonl')
    const roots = valuesOf(files, 'proofs.jsonl').map(({ index, hashes }, line) =>
      rootOfInclusion(leafHash(utf8(records[line] ?? '')), Number(index), size, proofHashes(hashes)!),
    )
    expect(roots).toEqual(records.map(() => root))
  },
  'checkpoint.txt   日志的签名检查点（C2SP tlog-checkpoint）': ({ files }) => {
    expect(checkpointOf(files)).toMatchObject({ origin: 'desk.test/audit' })
  },
  'anchors.jsonl    每天发给审计人员的和以前导出文件的检查点，与 checkpoint.txt 的一致性证明，有的带可信时间戳（RFC 3161）':
    ({ files, earlier, daily }) => {
      const anchors = valuesOf(files, 'anchors.jsonl')
      const notes = anchors.map(({ checkpoint }) => String(checkpoint))
      expect(notes).toEqual([...daily.map(({ note }) => note), readText(earlier, 'checkpoint.txt')])
      const proven = anchors.map(({ consistency }, index) =>
        isConsistent(checkpointOf(files, notes[index]), checkpointOf(files), proofHashes(consistency)!),
      )
      expect(proven).toEqual([true, true, true])
      const tokens = daily.map(({ token }) => toBase64(token!))
      expect(anchors.map(({ timestamp }) => timestamp)).toEqual([...tokens, undefined])
    },
  'log.vkey         日志的公钥：请和别处得到的比较，例如管理部门或以前的文件': async ({ kit, files, earlier }) => {
    expect(readText(files, 'log.vkey')).toBe(readText(earlier, 'log.vkey'))
    expect(readText(files, 'log.vkey')).toBe(`${(await currentLog(kit.deps.db))!.vkey}\n`)
  },
  'roster*.jsonl    名单，每行一人（代号）；总数和根写在日志里，写入后少一人多一人都查得出': async ({ files }) => {
    const lines = linesOf(files, 'roster.jsonl')
    expect(new Set(valuesOf(files, 'roster.jsonl').map(({ person }) => person)).size).toBe(lines.length)
    const root = toBase64(rootOf(lines.map((line) => leafHash(utf8(line)))))
    const logged = valuesOf(files, 'records.jsonl').filter(({ type }) => type === 'roster')
    expect(logged.at(-1)).toMatchObject({ size: lines.length, root })
    const extraLine = `{"commit":"${'0'.repeat(64)}","person":"psn_~","state":"pending"}\n`
    expect(await findFaultAfter(files, { 'roster.jsonl': dropLine(0) })).toBe('roster_size_differs')
    expect(await findFaultAfter(files, { 'roster.jsonl': (text) => `${text}${extraLine}` })).toBe('roster_size_differs')
  },
  'people.jsonl     代号对应的人；按要求删除的人没有姓名，签收仍可证明': async ({ files }) => {
    const people = new Map(valuesOf(files, 'people.jsonl').map(({ person, name }) => [person, name]))
    const signed = valuesOf(files, 'records.jsonl').filter(({ type }) => type === 'policy.signed')
    expect(signed.map(({ person }) => people.get(person))).toEqual(['郭𠮷', undefined])
    expect(await verifyBundle(files)).toMatchObject({ isValid: true, signatures: 2 })
  },
  'signatures.jsonl 每份签收的内容，指纹写在日志里': ({ files }) => {
    const signed = valuesOf(files, 'records.jsonl').filter(({ type }) => type === 'policy.signed')
    const hashes = linesOf(files, 'signatures.jsonl').map((line) => sha256Hex(utf8(line)))
    expect(hashes).toEqual(signed.map(({ hash }) => hash))
  },
  'texts/           制度全文，文件名就是内容的 SHA-256': ({ files }) => {
    const names = [...files.keys()].filter((name) => name.startsWith('texts/'))
    expect(names).toEqual(names.map((name) => `texts/${sha256Hex(files.get(name)!)}.json`))
    const texts = names.map((name) => readText(files, name)).join('\n')
    for (const body of ['第 1 条的内容。', '第 2 条的内容。']) expect(texts).toContain(body)
  },
  'report.html      给人读的页面，不是证明；含姓名、部门、阅读时间和豁免理由': ({ files }) => {
    const html = readText(files, 'report.html')
    for (const cell of ['郭𠮷', '北']) expect(html).toContain(`<td>${cell}</td>`)
    expect(html).toMatch(/<td>\d\d:\d\d<\/td>/)
    expect(html).toContain('<td>病假；')
  },
  'manifest.json    其他文件的 SHA-256': ({ files }) => {
    const { files: listed } = JSON.parse(readText(files, 'manifest.json')) as { files: Record<string, string> }
    const others = [...files.keys()].filter((name) => name !== 'manifest.json')
    expect(listed).toEqual(Object.fromEntries(others.map((name) => [name, sha256Hex(files.get(name)!)])))
  },
  '查验：node verify.mjs 本文件.zip --anchor 保存的检查点.txt，或打开应用的 /verify 页面。': async ({ zip, daily }) => {
    for (const { note } of daily)
      expect(await readFirstLine(zip, { anchor: { text: note, file: 'kept.txt' } })).toMatch(/^VERIFIED: /)
  },
  '检查点和公钥用以前另外保存的，verify.mjs 不要用随本文件一起得到的。': async ({ zip, earlier }) => {
    expect(await readFirstLine(zip, {})).toMatch(/^CONSISTENT: /)
    expect(await readFirstLine(zip, { vkey: readText(earlier, 'log.vkey') })).toMatch(/^SIGNED: /)
  },
  'The log is in the format of C2SP tlog (Merkle tree of RFC 6962, signed checkpoints). Nothing in this file verifies itself: run':
    ({ files }) => {
      const [record = ''] = linesOf(files, 'records.jsonl')
      const [proof] = valuesOf(files, 'proofs.jsonl')
      const checkpoint = readText(files, 'checkpoint.txt')
      const hashes = proofHashes(proof?.['hashes'])!
      const text = formatTlogProof({ extra: utf8(record), index: Number(proof?.['index']), hashes, checkpoint })
      expect(openTlogProof(text, parseVkey(readText(files, 'log.vkey').trimEnd())!)).toMatchObject({ isValid: true })
      const kinds = new Set([...files.keys()].map((name) => name.split('.').at(-1)))
      expect([...kinds].sort()).toEqual(['html', 'json', 'jsonl', 'txt', 'vkey'])
      expect(readText(files, 'report.html')).not.toMatch(/<script|javascript:|\son\w+=/i)
    },
  '"node verify.mjs FILE.zip --anchor KEPT.txt" of a release, open /verify of the app, or write a verifier from docs/evidence.md.':
    async ({ zip, earlier }) => {
      const anchor = { text: readText(earlier, 'checkpoint.txt'), file: 'KEPT.txt' }
      expect(await readFirstLine(zip, { anchor })).toMatch(/^VERIFIED: /)
    },
  'Compare log.vkey with the key that you have from elsewhere, and do not use a verify.mjs that came with this file.':
    async ({ zip }) => {
      const vkey = formatVkey(publicKeyOf({ name: 'desk.test/audit', seed: new Uint8Array(32).fill(9) }))
      expect(await readFirstLine(zip, { vkey })).toMatch(/^REFUSED: key_unexpected /)
    },
}

describe('the description of a file of evidence', () => {
  test('each line of README.txt is true, and each other file has a line in it', async ({ kit }) => {
    const file = await createExport(kit)
    const lines = readText(file.files, 'README.txt').split('\n')
    const isTitle = (line: string) => line === '' || /^=+$/.test(line) || /^(签收证据|Evidence of \w+)$/.test(line)
    expect(lines.filter((line) => !isTitle(line))).toEqual(Object.keys(promises))
    const named = lines.map((line) => line.split(' ')[0])
    const asNamed = (name: string) => name.replace(/^texts\/.*/, 'texts/').replace(/^roster.*/, 'roster*.jsonl')
    const unnamed = [...file.files.keys()].map(asNamed).filter((name) => !named.includes(name))
    expect(unnamed).toEqual(['README.txt'])
    for (const check of Object.values(promises)) await check(file)
  })

  test('a file with two daily checkpoints and their time stamps is compared with either', async ({ kit }) => {
    const { files, daily } = await createExport(kit)
    expect(daily).toHaveLength(2)
    for (const { note, at } of daily)
      expect(await verifyBundle(files, { anchor: { text: note, file: 'kept.txt' } })).toMatchObject({
        isValid: true,
        anchors: 3,
        timestamps: 2,
        keptAt: at.toISOString(),
        keptSignatures: 2,
      })
    expect(await findFaultAfter(files, { 'anchors.jsonl': dropLine(1) })).toBe('anchors_dropped_or_added')
    const withoutStamp = replaceIn(/,"timestamp":"[^"]*"/, '')
    expect(await findFaultAfter(files, { 'anchors.jsonl': withoutStamp })).toBe('anchors_dropped_or_added')
  })

  test('report.html agrees with the other files about rosters and texts, and loads nothing', async ({ kit }) => {
    const { files } = await createExport(kit)
    const html = readText(files, 'report.html')
    const rows = [...html.matchAll(/<tr>(<td>.*?)<\/tr>/g)].map(([, row = '']) => row.split('</td>').slice(0, -1))
    const persons = valuesOf(files, 'roster.jsonl').map(({ person }) => person)
    expect(rows.map((cells) => cells.at(-1)?.replace('<td>', '')).sort()).toEqual(persons)
    const listed = [...html.matchAll(/本页列出 (\d+) 人/g)].map(([, count]) => Number(count))
    expect(listed).toEqual([1, persons.length - 1])
    const roster = valuesOf(files, 'records.jsonl').findLast(({ type }) => type === 'roster')
    const { signed = 0, exempt = 0, excluded = 0 } = roster?.['counts'] as Record<string, number>
    const unsigned = persons.length - signed - exempt - excluded
    expect([signed, exempt, excluded]).toEqual([1, 1, 0])
    expect(html).toContain(`${String(persons.length)} 应签 = 1 已签 + ${String(unsigned)} 待签 + 1 豁免`)
    const documents = [...html.matchAll(/，(\d+) 条<\/summary>\n<p>全文指纹 SHA-256 <code>(\w+)<\/code>/g)]
    for (const [, count, hash] of documents) {
      const [, , , , , clauses] = JSON.parse(readText(files, `texts/${String(hash)}.json`)) as unknown[]
      expect(clauses).toHaveLength(Number(count))
    }
    const signedHashes = valuesOf(files, 'records.jsonl').flatMap(({ docHash }) => docHash ?? [])
    expect(documents.map(([, , hash]) => hash)).toEqual(expect.arrayContaining(signedHashes))
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
    expect(html).not.toMatch(/https?:|\bsrc=|\bhref=|@import|url\(/)
    // The report is for people only; the verifier still refuses a changed one.
    expect(await findFaultAfter(files, { 'report.html': replaceIn('郭𠮷', '郭洁') })).toBe('export_differs')
  })

  test('report.html agrees with the other files about the log', async ({ kit }) => {
    const { files } = await createExport(kit)
    const html = readText(files, 'report.html')
    const { timeZone } = kit.deps.site
    expect(html).toContain(`<br>公钥 <code>${readText(files, 'log.vkey').trimEnd()}</code>`)
    const { at } = JSON.parse(readText(files, 'manifest.json')) as { at: string }
    expect(html).toContain(`${localTime(timeZone, new Date(at))} 由 `)
    const [, size, root] = /检查点：日志 <code>desk\.test\/audit<\/code>，(\d+) 条，根 <code>([^<]+)<\/code>/.exec(
      html,
    )!
    // The size is within checkpoint.txt, older than the entry of the export, and not older than the rosters.
    const tree = createTreeReader(kit.deps.db, 1, checkpointOf(files).size)
    expect(toBase64(await tree.root(Number(size)))).toBe(root)
    const indexes = indexesOf(files)
    expect(indexes.at(-1)).toBeGreaterThanOrEqual(Number(size))
    expect(indexes.at(-2)).toBeLessThan(Number(size))
    const backup =
      /外部备份：(.+) 发给审计人员的检查点，(\d+) 条，根 <code>([^<]+)<\/code>，附可信时间戳。请与当时收到的消息比较。/
    const [, time, anchorSize, anchorRoot] = backup.exec(html)!
    const anchor = valuesOf(files, 'anchors.jsonl').find(({ checkpoint }) =>
      String(checkpoint).startsWith(`desk.test/audit\n${String(anchorSize)}\n${String(anchorRoot)}\n`),
    )
    expect(anchor).toMatchObject({ timestamp: expect.any(String) })
    expect(localTime(timeZone, new Date(String(anchor?.['at'])))).toBe(time)
  })
})
