import { ignoreSdkRejections } from './ignore-sdk-rejections.ts'

ignoreSdkRejections(window)

/** The functions in use, so that the chunk contains no others. Imported by `create-bridge.ts` only, lazily. */
export {
  closeWindow,
  createWWLoginPanel,
  ensureConfigReady,
  hideOptionMenu,
  openEnterpriseChat,
  openExistedChatWithMsg,
  register,
  selectEnterpriseContact,
} from '@wecom/jssdk'
