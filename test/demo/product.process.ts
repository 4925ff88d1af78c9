import { announceReady, optionsOfProgram } from '../lib/child-program-protocol.ts'
import type { ProductAddresses } from './product-environment.ts'
import { startProduct } from './start-product.ts'

const product = await startProduct(optionsOfProgram<ProductAddresses>())
announceReady({ url: product.url }, () => product.stop())
