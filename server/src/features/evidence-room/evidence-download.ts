import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import type { PolicyId } from '@desk/shared/kernel/ids'
import type { Download } from '../../kernel/download-links-queries.ts'
import { fileNameOf } from '../../kernel/file-name.ts'
import { findPublishedPolicy } from '../policies/document/policy-queries.ts'
import { exportBundle, type ExportDeps, type OnProgress } from '../policies/evidence/bundle/export-bundle.ts'
import { receiptProof } from '../policies/evidence/bundle/receipt-proof.ts'
import { evidenceExports } from './export-evidence.ts'

type EvidenceFile = { name: string; type: string; parts: AsyncIterable<Uint8Array> | string[] }

/** Creates the file of a download link; null: there is no such evidence, or the receipt is not in the signed log yet. */
export async function createEvidenceDownload(
  deps: ExportDeps,
  { userid, what, query }: Download,
  onProgress: OnProgress,
): Promise<EvidenceFile | null> {
  if (what === evidenceExports.proof) {
    const { receipt = '' } = query
    const text = await receiptProof(deps.db, receipt)
    return text === null
      ? null
      : { name: `${receipt}.tlog-proof.txt`, type: 'text/plain; charset=utf-8', parts: [text] }
  }
  const policy = query['policy'] as PolicyId | 'all'
  const day = query['day'] as CalendarDay
  const title = policy === 'all' ? '全部制度' : (await findPublishedPolicy(deps.db, policy))?.titleZh
  if (title === undefined) return null
  const parts = exportBundle(deps, { policy, day }, userid, onProgress)
  return { name: fileNameOf([title, '签收证据', day], 'zip'), type: 'application/zip', parts }
}
