import { auditFilter } from '@desk/shared/audit/audit-schemas'
import { PROGRESS_HEADER } from '@desk/shared/kernel/download-progress'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { type Id, type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import { type Context, Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { isSpeculative } from '../../http/classify-request.ts'
import { NotFoundError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import {
  claimDownload,
  type Download,
  findDownload,
  findProgress,
  writeProgress,
} from '../../kernel/download-links-queries.ts'
import { findActiveActor } from '../../access/find-active-actor.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import { today } from '../../access/grant-conditions.ts'
import { memberNames } from '../../directory/member-names.ts'
import { erasableText } from '../../kernel/audit/erasable-text.ts'
import { fileNameOf } from '../../kernel/file-name.ts'
import { joinerTemplate, templateFile } from '../accounts/entry/joiner-template.ts'
import { auditCsv, auditExports, auditHtml } from '../audit/export-audit.ts'
import { proofFile, sealThrough } from '../audit/prove.ts'
import { ATTACHMENT_DOWNLOAD, readAttachmentFile } from '../comments/get-comments.ts'
import { mayReadReceipt, receiptExport, receiptFile, policyFile } from '../policies/evidence/evidence-file.ts'
import { policyFileBytes, policyFileDownload } from '../policies/authoring/policy-files.ts'
import { rosterExports } from '../policies/evidence/export-roster.ts'
import { rosterCsv } from '../policies/evidence/roster-csv.ts'
import { selectRoster } from '../policies/evidence/roster-rows.ts'
import { rosterXlsx } from '../policies/evidence/roster-xlsx.ts'
import { feedbackExports, feedbackFile } from '../feedback/handling/export-board.ts'
import { figuresFile, incidentExports } from '../incidents/handling/export-figures.ts'
import { overviewExports, overviewFile } from '../home/export-overview.ts'
import { myDataExports, myDataFile } from '../privacy/my-data.ts'
import { createEvidenceDownload } from '../evidence-room/evidence-download.ts'
import type { OnProgress } from '../policies/evidence/bundle/export-bundle.ts'
import { evidenceExports } from '../evidence-room/export-evidence.ts'
import { type Deliverable, deliverFile } from './deliver-file.ts'

type DownloadDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'holidays' | 'log' | 'blobs'> &
  Parameters<typeof createEvidenceDownload>[0]

const GONE = [
  '链接已使用或已过期，请返回原页面重新导出。',
  'This link has already been used or has expired. Go back to the page and export again.',
].join('\n')

/**
 * Delivers files by one-time links. No session is required, since WeCom opens downloads in a browser without one. A
 * browser signed in as another member, and a member who has lost the role or may no longer act, are refused.
 */
export const downloadRoutes = (deps: DownloadDeps) =>
  new Hono<AppEnv>().get('/d/:token{[A-Za-z0-9]{16,128}}', async (c) => {
    const now = deps.clock.now()
    const token = c.req.param('token')
    const download = await findDownload(deps.db, token, now)
    // The page of a link that is in use also asks for the progress of its file.
    const progress = c.req.method === 'HEAD' ? await findProgress(deps.db, token) : null
    if (progress) c.header(PROGRESS_HEADER, `${String(progress.done)}/${String(progress.total)}`)
    if (!download || isOtherMember(c, download)) return c.text(GONE, 410)
    // Prefetches and link previews must not use the link.
    if (c.req.method === 'HEAD' || isSpeculative(c.req)) return c.text('', 200)
    // Claimed before the file is created, so that concurrent requests create it once.
    if (!(await claimDownload(deps.db, token, now))) return c.text(GONE, 410)
    const make = () => createFile(deps, download, progressWriter(deps, token))
    const delivery = await deliverFile(deps, token, make, (file) => registrationRecorder(deps, download, file))
    if (!delivery) return c.text(GONE, 410)
    const { file, body } = delivery
    c.header('content-type', file.type)
    c.header('content-disposition', dispositionOf(file.name))
    // Without it nginx would buffer the file, and bytes that the phone never received would count as delivered.
    c.header('x-accel-buffering', 'no')
    return c.body(body)
  })

/** Returns the header value with an ASCII name for old clients and the full name for others (RFC 6266). */
const dispositionOf = (name: string): string => {
  const plain = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_')
  if (plain === name) return `attachment; filename="${name}"`
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`
}

const isOtherMember = (c: Context<AppEnv>, { userid }: Download) => {
  const actor = c.get('actor') as { userid: string } | undefined
  return actor !== undefined && !sameUserid(actor.userid, userid)
}

/** Files of records whose SHA-256 the log has, so that a copy can be compared. Bundles and proofs verify by themselves. */
const registered: readonly string[] = [
  ...[auditExports.csv, auditExports.html, receiptExport],
  ...[rosterExports, overviewExports, feedbackExports, incidentExports].flatMap((exports) => Object.values(exports)),
]

/** Returns a function that records in the audit which file a person received; null for files that are not registered. */
const registrationRecorder = (deps: DownloadDeps, { userid, what }: Download, { name }: File) =>
  registered.includes(what)
    ? (sha256: string) =>
        recordReadAudit(deps, { userid }, 'file.registered', sha256, { file: erasableText(deps, name) })
    : null

const PROGRESS_MS = 1_000

/** Returns a function that stores the progress of a file, once a second and at its end. */
function progressWriter({ db, log }: DownloadDeps, token: string): OnProgress {
  let writtenAt = performance.now()
  return (done, total) => {
    if (done < total && performance.now() - writtenAt < PROGRESS_MS) return
    writtenAt = performance.now()
    // Not waited for: a file does not fail because its progress could not be stored.
    writeProgress(db, token, { done, total }).catch((err: unknown) => log.warn({ err }, 'progress not stored'))
  }
}

type File = Deliverable & { name: string; type: string }

/** Creates the file. Null: the member may no longer have it. */
async function createFile(
  deps: DownloadDeps,
  { userid, what, query }: Download,
  onProgress: OnProgress,
): Promise<File | null> {
  // A link delivers nothing while its member may open no page, for example while their phone is reported lost.
  const actor = await findActiveActor(deps, userid)
  if (!actor) return null
  const isReviewer = holdsRole(actor, 'reviewer')
  const day = today(deps)
  switch (what) {
    case auditExports.csv:
      if (!isReviewer) return null
      return { name: `audit-${day}.csv`, type: CSV, parts: auditCsv(deps, auditFilter.parse(query)) }
    case auditExports.html:
      if (!isReviewer) return null
      return { name: `audit-${day}.html`, type: HTML, parts: [await auditHtml(deps, auditFilter.parse(query))] }
    case auditExports.proof:
      return isReviewer ? createEntryProof(deps, Number(query['seq'])) : null
    case joinerTemplate:
      if (!holdsRole(actor, 'hr')) return null
      return { name: '待入职.xlsx', type: XLSX, parts: templateFile(deps) }
    case myDataExports.json:
      return { name: `my-data-${day}.json`, type: 'application/json', parts: [await myDataFile(deps, userid, 'json')] }
    case myDataExports.html:
      return { name: `my-data-${day}.html`, type: HTML, parts: [await myDataFile(deps, userid, 'html')] }
    case policyFileDownload: {
      const reference = { id: query['policy'] as PolicyId, file: query['file'] as Id<'policyFile'> }
      const opened = await policyFileBytes(deps, actor, reference)
      return opened && { name: opened.name, type: opened.type, parts: [opened.bytes] }
    }
    case receiptExport: {
      const { code = '' } = query
      if (!(await mayReadReceipt(deps, actor, code))) return null
      const text = await receiptFile(deps, code)
      return text === null ? null : { name: `receipt-${code}.html`, type: HTML, parts: [text] }
    }
    case evidenceExports.bundle:
    case evidenceExports.proof:
      return holdsRole(actor, 'policy_reviewer')
        ? createEvidenceDownload(deps, { userid, what, query }, onProgress)
        : null
    case rosterExports.csv:
    case rosterExports.xlsx:
    case rosterExports.html:
      return createRosterFile(deps, actor, what, query)
    case feedbackExports.csv:
    case feedbackExports.xlsx:
      return createUnlessNotFound(() => createFeedbackFile(deps, actor, what, query))
    case overviewExports.csv:
    case overviewExports.xlsx:
      return holdsRole(actor, 'policy_reviewer') ? createOverviewFile(deps, actor, what) : null
    case incidentExports.xlsx:
      return createUnlessNotFound(async () => {
        const parts = await figuresFile(deps, actor)
        return { name: fileNameOf(['上报统计', day], 'xlsx'), type: XLSX, parts }
      })
    case ATTACHMENT_DOWNLOAD: {
      const opened = await readAttachmentFile(deps, actor, query['attachment'] ?? '')
      return opened && { ...opened, parts: [opened.bytes] }
    }
    default:
      return null
  }
}

/** Creates the proof of one audit entry. An entry that is not sealed yet is sealed first. */
async function createEntryProof(deps: DownloadDeps, seq: number): Promise<File | null> {
  await sealThrough(deps, seq)
  const text = await proofFile(deps.db, seq)
  return text === null
    ? null
    : { name: `audit-${String(seq)}.tlog-proof.txt`, type: 'text/plain; charset=utf-8', parts: [text] }
}

const CSV = 'text/csv; charset=utf-8'
const HTML = 'text/html; charset=utf-8'
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Creates the file of the feedback board. */
async function createFeedbackFile(
  deps: DownloadDeps,
  actor: MemberActor,
  what: string,
  query: Record<string, string>,
): Promise<File> {
  const isCsv = what === feedbackExports.csv
  const parts: File['parts'] = await feedbackFile(deps, actor, what, query)
  return { name: fileNameOf(['反馈', today(deps)], isCsv ? 'csv' : 'xlsx'), type: isCsv ? CSV : XLSX, parts }
}

/** Creates the file of the overview, with the tasks of this member. */
async function createOverviewFile(deps: DownloadDeps, actor: MemberActor, what: string): Promise<File> {
  const isCsv = what === overviewExports.csv
  const name = fileNameOf(['制度签收总览', today(deps)], isCsv ? 'csv' : 'xlsx')
  return { name, type: isCsv ? CSV : XLSX, parts: await overviewFile(deps, actor, what) }
}

/** Returns the file. Null: the member handles nothing of its kind any more. */
async function createUnlessNotFound(make: () => Promise<File>): Promise<File | null> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

/** Creates the roster file with the member's current permissions. Null: the role has ended, or the policy is not in force. */
async function createRosterFile(
  deps: DownloadDeps,
  actor: MemberActor,
  what: string,
  query: Record<string, string>,
): Promise<File | null> {
  if (actor.adminOf.length === 0 && !holdsRole(actor, 'policy_reviewer')) return null
  const selection = await selectRoster(deps, actor, query)
  if (!selection) return null
  const { policy } = selection
  const nameOf = (ending: string) => fileNameOf([policy.titleZh, policy.label, selection.day ?? today(deps)], ending)
  if (what === rosterExports.csv) return { name: nameOf('csv'), type: CSV, parts: rosterCsv(selection) }
  const exporter = (await memberNames(deps.db, [actor.userid]))(actor.userid).name
  if (what === rosterExports.xlsx)
    return { name: nameOf('xlsx'), type: XLSX, parts: rosterXlsx(deps, selection, exporter) }
  if (!holdsRole(actor, 'policy_reviewer')) return null
  const text = await policyFile(deps, policy.id, { scope: selection.scope, exporter })
  return { name: nameOf('html'), type: HTML, parts: [text] }
}
