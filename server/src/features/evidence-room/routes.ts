import { oneTimeLink } from '@desk/shared/audit/audit-schemas'
import {
  auditorLinkBody,
  auditorLinks,
  createdAuditorLink,
  openLinkBody,
} from '@desk/shared/evidence-room/link-schemas'
import { evidenceExportBody, roomQuery, roomView } from '@desk/shared/evidence-room/room-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { idSchema } from '@desk/shared/kernel/ids'
import { pageQuery } from '@desk/shared/kernel/page'
import type { LoadedPage } from '@desk/shared/pages/page-table'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type Context, Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { readRoomCookie, readRoomCookies, writeRoomCookie } from '../../http/room-cookie.ts'
import { validate } from '../../http/validate.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { createLink } from './create-link.ts'
import { exportEvidence } from './export-evidence.ts'
import { endLink } from './end-link.ts'
import { getRoom } from './get-room.ts'
import { listAuditorLinks } from './list-links.ts'
import { openLink } from './open-link.ts'

type RoomDeps = ReadDeps & Pick<Deps, 'ids'>

const linkParam = z.object({ id: idSchema('auditorLink') })
const opened = z.object({ expiresAt: z.string() })

/** Defines the routes of the evidence room, and of the links by which outside auditors enter it. */
export const roomRoutes = (deps: RoomDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Search the evidence room', roomView), validate('query', roomQuery), async (c) => {
      const actor = (c.get('actor') as MemberActor | undefined) ?? null
      const token = readRoomCookie(c, deps.site.publicUrl)
      const { language } = preferencesOf(c)
      return c.json(await getRoom(deps, { actor, token }, { ...c.req.valid('query'), language }), 200)
    })
    .post(
      '/export',
      describeJson('Create a one-time link to evidence', oneTimeLink, 201),
      validate('json', evidenceExportBody),
      async (c) => c.json(await exportEvidence(deps, c.var.actor, c.req.valid('json')), 201),
    )
    .post('/open', describeJson('Open a link in this browser', opened), validate('json', openLinkBody), async (c) => {
      const { publicUrl } = deps.site
      const { browserToken, expiresAt } = await openLink(deps, c.req.valid('json').token, {
        ownTokens: readRoomCookies(c, publicUrl),
        userAgent: c.req.header('user-agent') ?? '',
        network: c.var.clientNetwork,
      })
      writeRoomCookie(c, publicUrl, browserToken)
      return c.json({ expiresAt: expiresAt.toISOString() }, 200)
    })
    .get(
      '/links',
      describeJson('List the links of outside auditors, newest first', auditorLinks),
      validate('query', pageQuery),
      async (c) => c.json(await listAuditorLinks(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/links',
      describeJson('Create a link for an outside auditor', createdAuditorLink, 201),
      validate('json', auditorLinkBody),
      async (c) => c.json(await createLink(deps, c.var.actor, c.req.valid('json')), 201),
    )
    .post('/links/:id/end', describeJson('End a link', auditorLinks), validate('param', linkParam), async (c) => {
      await endLink(deps, c.var.actor, c.req.valid('param').id)
      return c.json(await listAuditorLinks(deps, c.var.actor, {}), 200)
    })

type EntryDeps = {
  /** Renders a page for a visitor who is not signed in. */
  renderResponse(c: Context<AppEnv>, shown: { path: string; me: null; page: LoadedPage }): Promise<Response>
}

/** Defines the pages for visitors who are not signed in. */
export const roomEntryRoutes = (deps: EntryDeps) =>
  new Hono<AppEnv>()
    // The page opens the link when its button is pressed: previews of the address, which run no script, cannot use it up.
    .get(pagePaths.evidenceEntry, (c) =>
      deps.renderResponse(c, {
        path: pagePaths.evidenceEntry,
        me: null,
        page: { name: 'evidence-entry', data: null },
      }),
    )
    .get(pagePaths.verify, (c) =>
      deps.renderResponse(c, { path: pagePaths.verify, me: null, page: { name: 'verify', data: null } }),
    )
