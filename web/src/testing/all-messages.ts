import { files } from '../locales/feature-messages.ts'
import { loadMessages } from '../locales/load-messages.ts'
import type { MessageFeature } from '../locales/messages.ts'

/** Every feature that says something. */
export const allFeatures: readonly MessageFeature[] = [
  'core',
  ...Object.keys(files)
    .filter((file) => file.startsWith('./en/'))
    .map((file) => file.slice('./en/'.length, -'.ts'.length) as MessageFeature),
]

/** Loads all messages in both languages: a test mounts any part of any page. */
export const loadAllMessages = () => Promise.all([loadMessages('zh-CN', allFeatures), loadMessages('en', allFeatures)])
