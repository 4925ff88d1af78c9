import type { Endpoint } from '../endpoint.ts'
import { appEndpoints } from './app.ts'
import { cardEndpoints } from './cards.ts'
import { departmentEndpoints } from './departments.ts'
import { identityEndpoints } from './identity.ts'
import { memberEndpoints } from './members.ts'
import { messageEndpoints } from './messages.ts'
import { tokenEndpoints } from './tokens.ts'

export const endpoints: readonly Endpoint[] = [
  ...tokenEndpoints,
  ...identityEndpoints,
  ...memberEndpoints,
  ...departmentEndpoints,
  ...messageEndpoints,
  ...cardEndpoints,
  ...appEndpoints,
]
