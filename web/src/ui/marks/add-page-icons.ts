import { pageIconPaths } from './icon-paths.ts'
import { morePaths } from './page-icon-paths.ts'

Object.assign(pageIconPaths, morePaths)
