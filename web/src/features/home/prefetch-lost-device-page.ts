import type { Router } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { DeskApi } from '../../api/desk-api.ts'
import { unwrap } from '../../api/unwrap.ts'
import type { Device } from '../../platform/device.ts'
import { createOnCallPhoneCache } from '../lost-device/on-call-phone-cache.ts'

type Parts = { router: Router; client: DeskApi['client']; device: Device; corpId: string }

/** The code of that page, and the number to dial once a day. */
export async function prefetchLostDevicePage({ router, client, device, corpId }: Parts): Promise<void> {
  const load = router.resolve(pagePaths.lostDevice).matched.at(-1)?.components?.['default']
  if (typeof load === 'function') await (load as () => Promise<unknown>)()
  const cache = createOnCallPhoneCache(device, corpId)
  if (cache.isStale()) cache.save((await unwrap(client['lost-device'].form.$get({}, {}))).onCall)
}
