import type { Component } from 'vue'

/** The page components of the features in `adminFeatures`, by file. */
export const components = import.meta.glob<Component>(
  '../features/{accounts,audit,confirmations,custody,evidence-room,feedback,incidents,settings,verify}/**/pages/*Page.vue',
  { import: 'default' },
)
