import type { Component } from 'vue'
import '../ui/marks/add-page-icons.ts'

/**
 * The page components by file, except home, which is part of the start bundle. In a separate module, because home does
 * not need it.
 */
export const components = import.meta.glob<Component>(
  ['../features/*/pages/*Page.vue', '!../features/home/pages/HomePage.vue'],
  { import: 'default' },
)
