import type { DirectoryFeed, DirectoryFeedBody } from '@desk/shared/info-change/feed-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../../access/authorize.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { typed } from '../../../kernel/audit/erasable-text.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { feedSetting } from '../../../kernel/directory-feed-setting.ts'
import { changeSetting, readSetting } from '../../../kernel/settings-queries.ts'

export async function getFeed({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<DirectoryFeed> {
  authorizeRole(actor, 'ops')
  const { value, version } = await readSetting(db, feedSetting)
  return { ...value, version }
}

/** Names the system that writes the directory besides this app, or says that there is none. */
export async function setFeed(
  deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>,
  actor: MemberActor,
  { version, name }: DirectoryFeedBody,
): Promise<DirectoryFeed> {
  await deps.db.transaction(async (tx) => {
    const at = deps.clock.now()
    await changeSetting(tx, feedSetting, { value: { name }, version, by: actor.userid, at })
    await actorWithRole(deps, tx, actor, 'ops')
    const entry = { at, actor: actor.userid, object: feedSetting.key, details: { name: typed(deps, name) } }
    await recordAudit(tx, { ...entry, action: 'settings.directory_feed' })
  })
  return getFeed(deps, actor)
}
