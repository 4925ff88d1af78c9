import type { Router } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { DeskApi } from '../../api/desk-api.ts'
import { unwrap } from '../../api/unwrap.ts'
import type { Device } from '../../platform/device.ts'
import { createOnCallPhoneCache } from '../lost-device/on-call-phone-cache.ts'

type Dependencies = { router: Router; client: DeskApi['client']; device: Device; corpId: string }

/** Loads the code of the lost-device page, and the on-call phone numbers once a day. */
export async function prefetchLostDevicePage({ router, client, device, corpId }: Dependencies): Promise<void> {
  const load = router.resolve(pagePaths.lostDevice).matched.at(-1)?.components?.['default']
  if (typeof load === 'function') await (load as () => Promise<unknown>)()
  const cache = createOnCallPhoneCache(device, corpId)
  if (cache.isStale()) cache.save((await unwrap(client['lost-device'].form.$get({}, {}))).onCall)
}
