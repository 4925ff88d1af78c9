import type { Endpoint } from '../endpoint.ts'
import { appEndpoints } from './app.ts'
import { cardEndpoints } from './cards.ts'
import { departmentEndpoints } from './departments.ts'
import { groupChatEndpoints } from './group-chats.ts'
import { identityEndpoints } from './identity.ts'
import { inviteEndpoints } from './invite.ts'
import { lookupEndpoints } from './lookups.ts'
import { mediaEndpoints } from './media.ts'
import { memberEndpoints } from './members.ts'
import { messageEndpoints } from './messages.ts'
import { protectionEndpoints } from './protection.ts'
import { tagEndpoints } from './tags.ts'
import { tokenEndpoints } from './tokens.ts'

export const endpoints: readonly Endpoint[] = [
  ...tokenEndpoints,
  ...identityEndpoints,
  ...memberEndpoints,
  ...lookupEndpoints,
  ...inviteEndpoints,
  ...departmentEndpoints,
  ...tagEndpoints,
  ...mediaEndpoints,
  ...messageEndpoints,
  ...cardEndpoints,
  ...groupChatEndpoints,
  ...appEndpoints,
  ...protectionEndpoints,
]
