// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup, raw } from 'hono/html'
import type { CommittedRoster } from '../../completeness/commit-roster.ts'
import { localTime, timeZoneText } from '../../../../kernel/local-time.ts'
import { type Html, reportStyle, tableOf } from '../report-page.ts'
import { erasedText, languageNames, stateNames } from '../roster-texts.ts'
import type { SignatureOfPerson } from './bundle-queries.ts'
import type { BundleDocument } from './bundle-files.ts'

const names: Readonly<Record<string, string>> = {
  ...stateNames,
  signed_earlier: '已签（旧版有效）',
  lapsed: '须重签',
}

export type BundleReport = {
  origin: string
  vkey: string
  madeAt: Date
  by: string
  timeZone: string
  rosters: readonly ReportedRoster[]
  documents: readonly BundleDocument[]
}

/** A roster with the rows that a page can show, and the number of those that it leaves out. */
export type ReportedRoster = Pick<CommittedRoster, 'policy' | 'day' | 'counts' | 'erased'> & {
  rows: readonly {
    person: string
    name: string
    userid: string
    state: string
    signature: SignatureOfPerson | undefined
  }[]
  omitted: number
}

/** Returns `57 人应签 = 30 已签 + 26 待签 + 1 豁免`, of the states that occur. */
function equation(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([state, count]) => state !== 'excluded' && count > 0)
  const total = parts.reduce((sum, [, count]) => sum + count, 0)
  return `${String(total)} 人应签 = ${parts.map(([state, count]) => `${String(count)} ${names[state] ?? state}`).join(' + ')}`
}

function rosterHtml({ policy, day, counts, erased, rows, omitted }: ReportedRoster, timeZone: string): Html {
  const cells = rows.map(({ person, name, userid, state, signature }) => [
    name,
    userid,
    names[state] ?? state,
    signature ? localTime(timeZone, signature.signedAt) : '—',
    signature?.code ?? '—',
    person,
  ])
  const excluded = counts['excluded'] ?? 0
  const left = erasedText(erased)
  return markup`<h2>${policy.titleZh} ${policy.label} 版，${day}</h2>
<p class="equation">${equation(counts)}</p>
${excluded > 0 && markup`<p class="meta">另有 ${String(excluded)} 人不计入。</p>\n`}${left !== null && markup`<p class="meta">${left}。</p>\n`}${omitted > 0 && markup`<p class="meta">本页只列前 ${String(rows.length)} 人，其余 ${String(omitted)} 人见名单和 people.jsonl。</p>\n`}${tableOf(['姓名', '账号', '状态', '签收时间', '凭证', '代号'], cells)}
`
}

const documentHtml = ({ title, label, language, hash, clauses }: BundleDocument): Html =>
  markup`<details><summary>${title} ${label} 版（${languageNames[language] ?? language}），${String(clauses.length)} 条</summary>
<p>全文指纹 SHA-256 <code>${hash}</code></p>
${clauses.map((clause) => markup`<h3>${clause.no} ${clause.title}</h3>\n<p class="clause">${clause.body}</p>\n`)}</details>
`

/** Renders the page for people: what the file says, and how to verify it. It has no script and no verdict. */
export function bundleReport({ origin, vkey, madeAt, by, timeZone, rosters, documents }: BundleReport): string {
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>签收证据</title>
<style>${raw(reportStyle)}</style>
</head>
<body>
<p class="meta">企微自助 · 签收证据</p>
<h1>${rosters.map(({ policy }) => policy.titleZh).join('、') || '签收证据'}</h1>
<p class="meta">${localTime(timeZone, madeAt)} 由 ${by} 导出，时间都是${timeZoneText(timeZone)}。</p>
<div class="unverified"><p><strong>怎样查验</strong></p>
<p>本页只供阅读，证据是压缩包里的其他文件。请用不来自本文件的工具查验整个压缩包：应用的 /verify 页面（打开后断网也能用）、发行版的 verify.mjs，或按 docs/evidence.md 自己写。查验时请带上你以前收到的检查点消息，并与别处得到的公钥比较，下面的公钥由本文件自己带来。</p>
<p lang="en">This page is for reading; the proof is in the other files. Verify the whole ZIP with a tool that did not come with it: the page /verify, the release's verify.mjs, or one of your own by docs/evidence.md; compare a checkpoint that you kept, and the key with one from elsewhere: the one below came with this file.</p>
<p>日志 <code>${origin}</code><br>公钥 <code>${vkey}</code></p></div>
${rosters.map((roster) => rosterHtml(roster, timeZone))}
<h2>全文</h2>
${documents.map(documentHtml)}
</body>
</html>
`.toString()
}

export const bundleReadme = (): string => `签收证据
========
records.jsonl    日志里的记录，每行一条，逐字节原样
proofs.jsonl     同一行记录在日志中的位置和证明（RFC 6962）
checkpoint.txt   日志的签名检查点（C2SP tlog-checkpoint）
anchors.jsonl    每天发给审计人员的检查点，与 checkpoint.txt 的一致性证明，有的带可信时间戳（RFC 3161）
log.vkey         日志的公钥：请和别处得到的比较，例如管理部门或以前的文件
roster*.jsonl    名单，每行一人（代号）；总数和根写在日志里，写入后少一人多一人都查得出
people.jsonl     代号对应的人；按要求删除的人没有姓名，签收仍可证明
signatures.jsonl 每份签收的内容，指纹写在日志里
texts/           制度全文，文件名就是内容的 SHA-256
report.html      给人读的页面，不是证明
manifest.json    其他文件的 SHA-256

查验：node verify.mjs 本文件.zip --anchor 保存的检查点.txt，或打开应用的 /verify 页面。

Evidence of acknowledgements
============================
The log is in the format of C2SP tlog (Merkle tree of RFC 6962, signed checkpoints). Nothing in this file verifies itself: run
"node verify.mjs FILE.zip --anchor KEPT.txt" of a release, open /verify of the app, or write a verifier by docs/evidence.md.
Compare log.vkey with the key that you have from elsewhere.
`
