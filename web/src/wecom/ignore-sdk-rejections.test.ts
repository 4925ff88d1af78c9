import { describe, expect, it } from 'vitest'
import { ignoreSdkRejections } from './ignore-sdk-rejections.ts'

function reported(reason: unknown): boolean {
  const target = new EventTarget()
  ignoreSdkRejections(target as unknown as Window)
  const event = Object.assign(new Event('unhandledrejection', { cancelable: true }), { reason })
  target.dispatchEvent(event)
  return !event.defaultPrevented
}

describe('ignoreSdkRejections', () => {
  it.each([new Error('SDK Error: Aborted'), { errMsg: 'agentConfig:invalid signature' }, { errMsg: 'config:fail' }])(
    'ignoreSdkRejections catches %o',
    (reason) => {
      expect(reported(reason)).toBe(false)
    },
  )

  it.each([new Error('ours'), { errMsg: 'chooseImage:fail' }, 'text', null, undefined])(
    'ignoreSdkRejections does not catch %o',
    (reason) => {
      expect(reported(reason)).toBe(true)
    },
  )
})
