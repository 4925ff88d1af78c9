import {
  auditDays,
  auditExportBody,
  auditFilter,
  auditPage,
  auditQuery,
  auditReport,
  oneTimeLink,
} from '@desk/shared/audit/audit-schemas'
import { Hono } from 'hono'
import { ANSWER_MS, withTimeoutPerStatement } from '../../db/statement-timeout.ts'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import { recordReadAudit } from '../../access/record-read-audit.ts'
import type { Deps } from '../../kernel/deps.ts'
import { countDays } from './count-days.ts'
import { exportAudit } from './export-audit.ts'
import { listCountedAudit } from './list-audit.ts'
import { settledDays } from './settled-days.ts'
import { verifyAudit, type VerifyDeps } from './verify-audit.ts'

export const auditRoutes = (deps: Pick<Deps, 'ids' | 'site'> & VerifyDeps) => {
  const dayDeps = { ...deps, settledDays: settledDays() }
  let running: ReturnType<typeof verifyAudit> | null = null
  /** Verifies the whole audit log; concurrent requests share one run. */
  const verifyOnce = () => {
    running ??= withTimeoutPerStatement(ANSWER_MS, () => verifyAudit(deps)).finally(() => (running = null))
    return running
  }
  return new Hono<AppEnv>()
    .get('/', describeJson('List audit entries, newest first', auditPage), validate('query', auditQuery), async (c) =>
      c.json(await listCountedAudit(dayDeps, c.var.actor, c.req.valid('query')), 200),
    )
    .get(
      '/days',
      describeJson('Count audit entries by day, and by two hours for a short range', auditDays),
      validate('query', auditFilter),
      async (c) => c.json(await countDays(dayDeps, c.var.actor, c.req.valid('query')), 200),
    )
    .post('/verify', describeJson('Verify the audit log', auditReport), async (c) => {
      const report = await verifyOnce()
      await recordReadAudit(deps, c.var.actor, 'audit.verified', 'audit', { isIntact: report.isIntact })
      return c.json(report, 200)
    })
    .post(
      '/export',
      describeJson('Create a one-time download link', oneTimeLink, 201),
      validate('json', auditExportBody),
      async (c) => c.json(await exportAudit(deps, c.var.actor, c.req.valid('json')), 201),
    )
}
