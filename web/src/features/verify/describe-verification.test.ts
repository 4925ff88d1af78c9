import { tamperings } from '@desk/shared/evidence/bundle/tamperings'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { sampleBundle } from '@desk/shared/evidence/bundle/sample-bundle'
import { textOf, utf8 } from '@desk/shared/evidence/bytes'
import { describe, expect, it } from 'vitest'
import verify from '../../locales/zh-CN/verify.ts'
import { resultLines, resultTitle } from './describe-verification.ts'
import { type Verification, verifyFile } from './verify-files.ts'

const { intact } = tamperings()
const { anchor } = sampleBundle()
const files = readZip(intact)
const chosen = { name: 'evidence.zip', bytes: intact }
const lineOf = (result: Verification, label: string) =>
  resultLines(result, verify).find((line) => line.label === label)?.text

describe('the result on the page that verifies evidence', () => {
  it('the result on the page that verifies evidence names how many signatures a kept checkpoint contains', async () => {
    const keptLine = async (bytes: Uint8Array) => {
      const result = await verifyFile(chosen, { vkey: '', anchor: { name: 'kept.txt', bytes } })
      expect(resultTitle(result, verify)).toBe(verify.titles.bundle)
      return lineOf(result, verify.labels.kept)
    }
    expect(await keptLine(utf8(anchor))).toMatch(/2 条签收中有 0 条在它之内.*请与你收到消息或文件的时间比较$/)
    expect(await keptLine(files.get('checkpoint.txt')!)).toMatch(/2 条签收都在它之内。它就是文件里的 checkpoint\.txt/)
  })

  it('the result on the page that verifies evidence says in its title that only the key was compared, and does not call that verified', async () => {
    const result = await verifyFile(chosen, { vkey: textOf(files.get('log.vkey')!)!, anchor: null })
    expect(resultTitle(result, verify)).toBe(verify.titles.signed)
    expect(verify.titles.signed).not.toContain(verify.titles.bundle)
    expect(lineOf(result, verify.labels.kept)).toBe(verify.keptNotCompared)
  })

  it('the result on the page that verifies evidence names the file by its hash, and when its roster was logged', async () => {
    const result = await verifyFile(chosen, { vkey: '', anchor: null })
    expect(lineOf(result, verify.labels.sha256)).toMatch(/^[0-9a-f]{64}$/)
    expect(lineOf(result, verify.labels.roster)).toMatch(/已签 2，待签 1，豁免 1，.* 写入日志$/)
  })

  it('the result on the page that verifies evidence names an earlier roster with other lines', async () => {
    const result = await verifyFile(chosen, { vkey: '', anchor: null })
    if (result.kind !== 'bundle') throw new Error('The sample is not valid')
    const earlier = [{ loggedAt: '2026-03-18T01:00:00.000Z', counts: { signed: 3 }, hasSameLines: false }]
    const rosters = [{ ...result.bundle.rosters[0]!, earlier }]
    const shown = lineOf({ ...result, bundle: { ...result.bundle, rosters } }, verify.labels.earlier)
    expect(shown).toMatch(/登记，内容不同：已签 3。姓名有变更，或存证前后有人匿名化、/)
  })

  it('the result on the page that verifies evidence has no line that a text in the file could fake', async () => {
    const result = await verifyFile(chosen, { vkey: '', anchor: null })
    if (result.kind !== 'bundle') throw new Error('The sample is not valid')
    const fakeText = `x\n${verify.titles.bundle}\u202e`
    const [roster] = result.bundle.rosters
    const rosters = [roster!, { ...roster!, policyId: fakeText }]
    const bundle = { ...result.bundle, exportedBy: fakeText, origin: fakeText, vkey: fakeText, rosters }
    const fault = { code: 'file_unlisted', file: fakeText, line: null, about: fakeText } as const
    const lines = [
      ...resultLines({ ...result, bundle }, verify),
      ...resultLines({ kind: 'bundle-fault', fault, name: '', sha256: '' }, verify),
    ]
    expect(lines.filter(({ text }) => text.includes(verify.titles.bundle)).length).toBeGreaterThan(5)
    expect(lines.filter(({ text }) => /[\n\u202e]/.test(text))).toEqual([])
  })
})
