import type { Component } from 'vue'

/** The page components by file: of every page but home, which comes with the start. AsyncData apart, since home needs none of them. */
export const components = import.meta.glob<Component>(
  ['../features/*/pages/*Page.vue', '!../features/home/pages/HomePage.vue'],
  { import: 'default' },
)
