import { auditExportBody, auditPage, auditQuery, auditReport, oneTimeLink } from '@desk/shared/audit/audit-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod/mini'
import { ANSWER_MS, waitingForEach } from '../../db/statement-timeout.ts'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { auditRead } from '../../access/record-read-audit.ts'
import type { Deps } from '../../kernel/deps.ts'
import { exportAudit } from './export-audit.ts'
import { listAudit } from './list-audit.ts'
import { verifyAudit, type VerifyDeps } from './verify-audit.ts'

const answer = (summary: string, status: 200 | 201, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

export const auditRoutes = (deps: Pick<Deps, 'ids' | 'site'> & VerifyDeps) => {
  let running: ReturnType<typeof verifyAudit> | null = null
  /** Verification reads the whole chain, so concurrent requests share one run. */
  const verifyOnce = () => {
    running ??= waitingForEach(ANSWER_MS, () => verifyAudit(deps)).finally(() => (running = null))
    return running
  }
  return new Hono<AppEnv>()
    .get('/', answer('List audit entries, newest first', 200, auditPage), validate('query', auditQuery), async (c) =>
      c.json(await listAudit(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post('/verify', answer('Verify the audit chain', 200, auditReport), async (c) => {
      const report = await verifyOnce()
      await auditRead(deps, c.var.actor, 'audit.verified', 'audit', { isIntact: report.isIntact })
      return c.json(report, 200)
    })
    .post('/export', answer('Create a one-time download link', 201, oneTimeLink), validate('json', auditExportBody), async (c) =>
      c.json(await exportAudit(deps, c.var.actor, c.req.valid('json')), 201),
    )
}
