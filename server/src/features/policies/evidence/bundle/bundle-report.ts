import type { StateCounts } from '@desk/shared/policies/board-schemas'
// Imported as `markup`: prettier would reformat the text of templates tagged `html`.
import { html as markup, raw } from 'hono/html'
import { localTime, timeZoneText } from '../../../../kernel/local-time.ts'
import { zeroCounts } from '../../roster/counts.ts'
import { type Html, reportStyle, tableOf } from '../report-page.ts'
import {
  basisNames,
  committedTexts,
  equationOf,
  equationText,
  erasedText,
  languageNames,
  PAST_DAY,
  readingTime,
  reasonText,
  shareText,
  stateNames,
} from '../roster-texts.ts'
import type { BundleDocument } from './bundle-files.ts'
import type { ReportedOther, ReportedRoster, ReportedSigner } from './report-rows.ts'

const names = { ...stateNames, signed_earlier: '已签（旧版有效）', lapsed: '须重签' }

/** A signed tree, as a report names it. */
type ReportedCheckpoint = { size: number; root: string }

export type BundleReport = {
  origin: string
  vkey: string
  /** The log as it was signed when the page was written: the records of the rosters are in it. */
  checkpoint: ReportedCheckpoint
  /** The last daily checkpoint; null: none yet. `isSent`: it was sent to an auditor; there may be no auditor. */
  anchor: (ReportedCheckpoint & { at: Date; isStamped: boolean; isSent: boolean }) | null
  company: string | null
  madeAt: Date
  by: string
  timeZone: string
  /** A random text, so that nobody can find an erased name by guessing it: the log keeps the hash of this page. */
  salt: string
  rosters: readonly ReportedRoster[]
  /** Policies without a roster, although the file covers all policies. */
  notIncluded: readonly string[]
  documents: readonly BundleDocument[]
}

type FormatTime = (at: Date) => string

/** Returns the counts as other views have them: earlier signatures that count are signed, those to be repeated pending. */
function countsOf(counts: Readonly<Record<string, number>>): StateCounts {
  const countIn = (state: string) => counts[state] ?? 0
  const stored = Object.fromEntries(Object.keys(stateNames).map((state) => [state, countIn(state)]))
  return {
    ...zeroCounts,
    ...stored,
    signed: countIn('signed') + countIn('signed_earlier'),
    pending: countIn('pending') + countIn('lapsed'),
  }
}

/** Returns the finding: the equation, and the numbers of the states that its parts add up. */
function completeness({ counts, erased, before, population, omitted, signers, others }: ReportedRoster): Html {
  const all = countsOf(counts)
  const equation = equationOf(all)
  const parts = (['overdue', 'questioned', 'undelivered', 'lapsed'] as const)
    .map((state) => `${names[state]} ${String(counts[state] ?? 0)}`)
    .join('、')
  const erasedNote = erasedText(erased)
  return markup`<p class="equation">${equationText(equation)}${shareText(equation.share)}</p>
<p>待签 ${String(equation.unsigned)} 人里：${parts}；已签 ${String(equation.signed)} 人里：旧版有效 ${String(counts['signed_earlier'] ?? 0)}；不计入 ${String(all.excluded)}。名单共 ${String(equation.required + all.excluded)} 人 = ${String(equation.required)} 应签 + ${String(all.excluded)} 不计入。签收率 = 已签 ÷（应签 − 豁免）。</p>
<p>${population.join('。')}。</p>
${erasedNote !== null && markup`<p>${erasedNote}。</p>\n`}${before !== 'none' && markup`<p>${committedTexts[before].zh}。</p>\n`}${omitted > 0 && markup`<p>本页只列前 ${String(signers.length + others.length)} 人，其余 ${String(omitted)} 人见名单和 people.jsonl。</p>\n`}`
}

const signerTable = (signers: readonly ReportedSigner[], formatTime: FormatTime): Html =>
  tableOf(
    ['姓名', '账号', '签收时部门', '签收时间', '凭证', '阅读', '签收内容', '代号'],
    signers.map(({ name, userid, department, signedAt, code, seconds, label, basis, person }) => [
      name,
      userid,
      department,
      formatTime(signedAt),
      code,
      readingTime(seconds),
      `${label} 版${basisNames[basis]}`,
      person,
    ]),
  )

const excludedReasons: Readonly<Record<string, string>> = {
  left: '已离职',
  contract_ended: '合作期已过',
  inactive: '未激活或已停用',
}

function whyText({ exemption, question, reason }: ReportedOther, formatTime: FormatTime): string {
  // The text of a question is cleared some time after its author left.
  if (question !== null) return question === '' ? '有疑问未答，原文不再保存' : `问“${question}”，未答`
  if (exemption === null) return (reason !== null && excludedReasons[reason]) || '—'
  const { by, at, until } = exemption
  return `${reasonText(exemption.reason)}；${by} ${formatTime(at)} 决定，${until === null ? '到期未定' : `到 ${until}`}`
}

const otherTable = (others: readonly ReportedOther[], formatTime: FormatTime): Html =>
  tableOf(
    ['姓名', '账号', '部门', '状态', '收到消息', '首次打开', '签收期限', '提醒次数', '原因', '代号'],
    others.map((other) => [
      other.name,
      other.userid,
      other.department,
      names[other.state],
      ...[other.messageAt, other.openedAt, other.dueAt].map((at) => (at === null ? '—' : formatTime(at))),
      String(other.reminders),
      whyText(other, formatTime),
      other.person,
    ]),
  )

function rosterHtml(roster: ReportedRoster, formatTime: FormatTime): Html {
  const { policy, day, asOf, isPast, dueAt, signers, others } = roster
  return markup`<h2>${policy.titleZh} ${policy.label} 版，${day}</h2>
<p class="meta">${formatTime(policy.requiredSince)} 起须签收，${formatTime(dueAt)} 到期。名单截至 ${formatTime(asOf)}${isPast ? `，${PAST_DAY}` : ''}。</p>
${completeness(roster)}<h3>已签，本页列出 ${String(signers.length)} 人</h3>
${signerTable(signers, formatTime)}
<h3>待签、豁免、不计入，本页列出 ${String(others.length)} 人</h3>
${otherTable(others, formatTime)}
`
}

/** Returns the sentence that nobody outside has a checkpoint of the later entries. */
const waitingText = (entries: number): string =>
  entries === 0 ? '' : `此后写入日志的 ${String(entries)} 条还没有外部备份。`

const checkpointHtml = ({ origin, checkpoint, anchor }: BundleReport, formatTime: FormatTime): Html =>
  markup`<h2>检查点与外部备份</h2>
<p>检查点：日志 <code>${origin}</code>，${String(checkpoint.size)} 条，根 <code>${checkpoint.root}</code>。本页写在登记这次导出之前；压缩包里的 checkpoint.txt 包含它，多出登记导出的记录。</p>
${
  anchor === null
    ? markup`<p>外部备份：还没有发给审计人员的检查点。</p>`
    : markup`<p>外部备份：${formatTime(anchor.at)} ${anchor.isSent ? '发给审计人员的检查点' : '的每日检查点，还没有发给审计人员'}，${String(anchor.size)} 条，根 <code>${anchor.root}</code>${anchor.isStamped ? '，附可信时间戳' : ''}。${anchor.isSent ? `请与当时收到的消息比较。${waitingText(checkpoint.size - anchor.size)}` : '没有人收到过它，不能作为比较的依据。'}</p>`
}
`

const documentHtml = ({ title, label, language, hash, clauses, files }: BundleDocument): Html =>
  markup`<details><summary>${title} ${label} 版（${languageNames[language] ?? language}），${String(clauses.length)} 条</summary>
<p>全文指纹 SHA-256 <code>${hash}</code></p>
${clauses.map((clause) => markup`<h3>${clause.no} ${clause.title}</h3>\n<p class="clause">${clause.body}</p>\n`)}
${files.map(({ name, sha256 }) => markup`<p>附件：${name}，SHA-256 <code>${sha256}</code></p>\n`)}</details>
`

/** Renders the page for people: what the file says, and how to verify it. It has no script and no verdict. */
export function bundleReport(report: BundleReport): string {
  const { origin, vkey, company, madeAt, by, timeZone, salt, rosters, notIncluded, documents } = report
  const formatTime: FormatTime = (at) => localTime(timeZone, at)
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="salt" content="${salt}">
<title>签收证据</title>
<style>${raw(reportStyle)}</style>
</head>
<body>
<p class="meta">${company === null ? '' : `${company} · `}企微自助 · 签收证据</p>
<h1>${rosters.map(({ policy }) => policy.titleZh).join('、') || '签收证据'}</h1>
<p class="meta">${formatTime(madeAt)} 由 ${by} 导出，时间都是${timeZoneText(timeZone)}。</p>
<div class="unverified"><p><strong>这份报告自己不能证明自己</strong></p>
<p>本页只供阅读，证据是压缩包里的其他文件。请用不来自本文件的工具查验整个压缩包：应用的 /verify 页面（打开后断网也能用）、发行版的 verify.mjs，或按 docs/evidence.md 自己写。查验时请带上你以前收到的检查点消息，并与别处得到的公钥比较，下面的公钥由本文件自己带来。</p>
<p lang="en">This page is for reading; the proof is in the other files. Verify the whole ZIP with a tool that did not come with it: the page /verify, the release's verify.mjs, or one of your own by docs/evidence.md; compare a checkpoint that you kept, and the key with one from elsewhere: the one below came with this file.</p>
<p>日志 <code>${origin}</code><br>公钥 <code>${vkey}</code></p></div>
${
  notIncluded.length > 0 &&
  markup`<p>不在本文件里的制度，那天还没有生效，或那天的名单没有保存：${notIncluded.join('、')}。</p>
`
}${rosters.map((roster) => rosterHtml(roster, formatTime))}${checkpointHtml(report, formatTime)}<h2>全文</h2>
${documents.map(documentHtml)}
</body>
</html>
`.toString()
}
