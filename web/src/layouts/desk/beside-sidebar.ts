import { type Component, type FunctionalComponent, h } from 'vue'
import DeskFrame from './DeskFrame.vue'

/** Returns the page beside the navigation of the desk. A module of its own: only role holders load it. */
export const besideSidebar =
  (page: Component): FunctionalComponent =>
  () =>
    h(DeskFrame, () => h(page))
