import { roomQuery } from '@desk/shared/evidence-room/room-schemas'
import { type PageLoaders, queryOf } from '../../http/page-loader.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { getRoom } from './get-room.ts'
import { listAuditorLinks } from './list-links.ts'
import { LinkEndedError } from './room-errors.ts'

export const pageLoaders = {
  'evidence-links': (deps, actor) => listAuditorLinks(deps, actor, {}),
  'evidence-room': async (deps, actor, { search, roomToken = null, language }) => {
    try {
      return await getRoom(deps, { actor, token: roomToken }, { ...queryOf(roomQuery, search), language })
    } catch (error) {
      // The page itself states that the link ended, since its reader may open no other page.
      if (error instanceof LinkEndedError) return null
      throw error
    }
  },
} satisfies PageLoaders<ReadDeps & Pick<Deps, 'ids'>, 'evidence-links' | 'evidence-room'>
