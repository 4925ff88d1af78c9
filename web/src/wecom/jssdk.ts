import { catchSdkLeftovers } from './sdk-leftovers.ts'

catchSdkLeftovers(window)

/** The calls we use, so that the chunk carries no others. Loaded by `create-bridge.ts` alone, and lazily. */
export {
  closeWindow,
  createWWLoginPanel,
  ensureConfigReady,
  hideOptionMenu,
  register,
  selectEnterpriseContact,
} from '@wecom/jssdk'
