import { ignoreSdkRejections } from './ignore-sdk-rejections.ts'

ignoreSdkRejections(window)

/** The functions in use, so that the chunk contains no others. Loaded by `entry-client.ts` when the bridge needs them. */
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
