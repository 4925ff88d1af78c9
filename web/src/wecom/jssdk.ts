import { ignoreSdkRejections } from './ignore-sdk-rejections.ts'

ignoreSdkRejections(window)

/** The calls we use, so that the chunk carries no others. AsyncData by `create-bridge.ts` alone, and lazily. */
export {
  closeWindow,
  createWWLoginPanel,
  ensureConfigReady,
  hideOptionMenu,
  register,
  selectEnterpriseContact,
} from '@wecom/jssdk'
