import type { Component } from 'vue'

/** The page components by file, except home, which is part of the start bundle, and those of `admin-pages.ts`. */
export const components = import.meta.glob<Component>(
  [
    '../features/**/pages/*Page.vue',
    '!../features/home/pages/HomePage.vue',
    '!../features/{accounts,audit,confirmations,custody,evidence-room,feedback,incidents,settings,verify}/**',
  ],
  { import: 'default' },
)
